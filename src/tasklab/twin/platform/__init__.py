"""One module or package per platform, named as the platform is (`-` written `_`), with an attribute `PLATFORM`."""
