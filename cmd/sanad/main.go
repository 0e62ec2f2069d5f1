// Command sanad is the whole product in one binary: the channels, the desk and the tools of the shell.
package main

func main() {}
