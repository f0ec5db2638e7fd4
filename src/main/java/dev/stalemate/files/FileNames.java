package dev.stalemate.files;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** FileNames of files beside others. */
final class FileNames {
    private static final int LONGEST_NAME = 255;

    private FileNames() {}

    /** The longest beginning of a name that fits in so many bytes. */
    static String cut(String name, int bytes) {
        int end = Math.min(name.length(), bytes);
        while (name.substring(0, end).getBytes(StandardCharsets.UTF_8).length > bytes) {
            end = name.offsetByCodePoints(end, -1);
        }
        return name.substring(0, end);
    }

    /** The file's name with a word and, from 2 on, a number before its suffix: {@code a.part-2.html} for {@code a.html}. */
    static Path numbered(Path file, String word, int number) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        String ending = dot > 0 ? name.substring(dot) : "";
        String added = word + (number == 1 ? "" : "-" + number) + ending;
        int room = LONGEST_NAME - added.getBytes(StandardCharsets.UTF_8).length;
        String stem = name.substring(0, name.length() - ending.length());
        return file.resolveSibling(cut(stem, Math.max(1, room)) + added);
    }
}
