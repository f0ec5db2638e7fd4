package dev.stalemate.prove.solve;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Programs that behave as solvers should not. */
public final class FakeSolver {
    /** What tells the version, and then answers the two questions that each solver is tried with. */
    public static final String GOOD =
            """
            case "$1" in --bitblast=*) shift;; esac
            if [ "$1" = --version ]; then echo "Fake $(basename "$0") version 1.2.3"; exit; fi
            if head -1 "$1" | grep -q 'a trial'; then
              if grep -q '(declare-fun $true' "$1"
              then echo sat; echo '((|$a b| #b101010111) ($and #x0000000000000000) ($true true))'
              else echo unsat; fi
              exit
            fi
            """;

    private FakeSolver() {}

    /** A shell script as a program. */
    public static Path program(Path directory, String name, String script) throws IOException {
        Path file = directory.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** A solver that is not tried first. */
    static Solver solver(Path directory, WorkFolder folder, String name, String script) throws IOException {
        return new SolverProgram(
                name, "1.2.3", List.of(program(directory, name, script).toString()), 0, folder);
    }

    /** Whether there is a process that is more than an exit code that was not asked for. */
    static boolean goesOn(String pid) {
        try {
            String status = Files.readString(Path.of("/proc", pid, "stat"), StandardCharsets.ISO_8859_1);
            return !status.substring(status.lastIndexOf(')') + 1).strip().matches("[ZX] .*");
        } catch (IOException e) {
            return false;
        }
    }
}
