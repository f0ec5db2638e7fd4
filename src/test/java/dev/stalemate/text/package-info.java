/** Tests of the room of others' texts. */
@org.jspecify.annotations.NullMarked
package dev.stalemate.text;
