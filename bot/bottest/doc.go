// Package bottest holds the contract suites that every adapter and store must pass, and the means to
// run them: a throw-away PostgreSQL server among them. It is for tests only; it must not know any
// implementation, so that an implementation's own tests can use it.
package bottest
