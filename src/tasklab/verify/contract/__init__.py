"""What the cases of the contract stand on: targets, what a version declares, values to try, a place to work in."""
