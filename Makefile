# Every command a contributor needs. `make up` is the whole platform.
