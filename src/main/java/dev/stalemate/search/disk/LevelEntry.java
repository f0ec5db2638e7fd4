package dev.stalemate.search.disk;

/**
 * What the manifest knows of a level's file.
 *
 * @param states how many it holds
 * @param bytes its length
 * @param sum the CRC32C of all of it
 */
public record LevelEntry(int states, long bytes, int sum) {}
