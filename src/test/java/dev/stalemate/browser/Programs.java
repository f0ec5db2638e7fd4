package dev.stalemate.browser;

import com.google.common.base.Splitter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The two programs that a browser takes, as Debian's packages {@code chromium} and {@code chromium-driver} install them.
 *
 * @param chromium the browser
 * @param driver what steers it
 */
record Programs(Path chromium, Path driver) {
    private static final String BROWSER = "chromium";
    private static final String DRIVER = "chromedriver";

    /** Those of this machine: on the PATH, or where Debian puts them. */
    static Optional<Programs> ofThisMachine() {
        List<Path> directories = new ArrayList<>();
        Splitter.on(':')
                .omitEmptyStrings()
                .split(Optional.ofNullable(System.getenv("PATH")).orElse(""))
                .forEach(directory -> directories.add(Path.of(directory)));
        directories.add(Path.of("/usr/bin"));
        return in(directories);
    }

    /** Those in some directories, the first of each that can be run; nothing where one of the two is missing. */
    static Optional<Programs> in(List<Path> directories) {
        return program(BROWSER, directories)
                .flatMap(browser -> program(DRIVER, directories).map(driver -> new Programs(browser, driver)));
    }

    private static Optional<Path> program(String name, List<Path> directories) {
        return directories.stream()
                .map(directory -> directory.resolve(name))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }
}
