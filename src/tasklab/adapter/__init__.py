"""What generated adapters stand on: messages, codecs, paging, auth, errors, drivers."""
