package dev.stalemate.outside;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a program has started. Its children and theirs are known to the system only until a parent ends. Linux shows more of each
 * process (proc(5)): an environment with the variable that only this program was given, or a pipe to this process that only it had, is
 * inherited over any number of generations and sessions. A process that has given up all three can't be found, and neither can another
 * user's process.
 */
final class Descendants {
    private static final Path PROC = Path.of("/proc");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");
    private static final String PIPE = "pipe:[";

    /** Standard input, output and error. */
    private static final List<String> STREAMS = List.of("0", "1", "2");

    private final ProcessHandle program;
    private final String variable;
    private final long start;
    private final Set<Path> pipes = new HashSet<>();
    /** Processes that had ended when they were looked at, each with its start; each is told of once. */
    private final Set<String> dead = new HashSet<>();
    /** Whether a process was gone when the last list of them was looked at. */
    private boolean gone;

    /**
     * What Linux says of a process.
     *
     * @param ended whether nothing but its exit code is left, for a parent that has not asked for it
     * @param start when it started, in ticks since the boot
     */
    private record Status(boolean ended, long parent, long start) {
        /** Fields of {@code /proc/N/stat}, counted from behind the program's name. */
        private static final int STATE = 0;

        private static final int PARENT = 1;
        private static final int START = 19;

        /** Of a process's directory; null if it is gone. A name can hold anything, its last parenthesis is the field's end. */
        static @Nullable Status of(Path place) {
            try {
                String all = Files.readString(place.resolve("stat"), StandardCharsets.ISO_8859_1);
                String[] fields =
                        all.substring(all.lastIndexOf(')') + 1).strip().split(" ", -1);
                boolean ended = fields[STATE].equals("Z") || fields[STATE].equals("X");
                return fields.length <= START
                        ? null
                        : new Status(ended, Long.parseLong(fields[PARENT]), Long.parseLong(fields[START]));
            } catch (IOException e) {
                return null;
            }
        }
    }

    /** A process that goes on, and may be one of them. */
    private record Candidate(ProcessHandle handle, long parent, boolean marked) {}

    /**
     * Of a program that was just started.
     *
     * @param variable in its environment, and in no other's
     */
    Descendants(ProcessHandle program, String variable) {
        this.program = program;
        this.variable = variable + "=";
        Path place = place(program.pid());
        Status status = Status.of(place);
        start = status == null ? 0 : status.start;
        for (String stream : STREAMS) {
            Path open = open(place.resolve("fd").resolve(stream));
            if (open != null && open.toString().startsWith(PIPE)) {
                pipes.add(open);
            }
        }
    }

    private static Path place(long pid) {
        return PROC.resolve(Long.toString(pid));
    }

    /**
     * Kills the program and whatever of it is found now; whether anything was there that had not ended before, or may have been: a
     * process that ended between the list and a look at it can have left another one.
     */
    boolean kill() {
        List<ProcessHandle> found = Files.isDirectory(PROC) ? ofProc() : known();
        found.forEach(ProcessHandle::destroyForcibly);
        return !found.isEmpty() || gone;
    }

    /** What the system still has as its descendants, the program first: it could start more of them. */
    private List<ProcessHandle> known() {
        try (Stream<ProcessHandle> descendants = program.descendants()) {
            return Stream.concat(Stream.of(program), descendants)
                    .filter(ProcessHandle::isAlive)
                    .toList();
        }
    }

    /** Those that are marked, and the descendants of each. */
    private List<ProcessHandle> ofProc() {
        Map<Long, Candidate> candidates = candidates();
        List<ProcessHandle> found = new ArrayList<>();
        for (Candidate candidate : candidates.values()) {
            Set<Long> seen = new HashSet<>();
            Candidate ancestor = candidate;
            while (ancestor != null && !ancestor.marked && seen.add(ancestor.parent)) {
                ancestor = candidates.get(ancestor.parent);
            }
            if (ancestor != null && ancestor.marked) {
                found.add(candidate.handle);
            }
        }
        return found;
    }

    /** The list is of one moment, and those that started last are looked at first: one that forks and ends is soon gone from it. */
    private Map<Long, Candidate> candidates() {
        Map<Long, Candidate> candidates = new LinkedHashMap<>();
        gone = false;
        for (long pid : pids()) {
            // The handle first: it is of the process that is looked at next, and never kills another that got its
            // number.
            Optional<ProcessHandle> handle = ProcessHandle.of(pid);
            Path place = place(pid);
            Status status = Status.of(place);
            if (handle.isEmpty() || status == null) {
                gone = true;
            } else if (status.ended) {
                // It was one of them or not: its environment is gone.
                gone |= status.start >= start && dead.add(pid + " " + status.start);
            } else if (status.start >= start) {
                boolean marked = handle.get().equals(program) || hasVariable(place) || hasPipe(place);
                if (marked) {
                    boolean unused = handle.get().destroyForcibly(); // at once, before it forks again
                }
                gone |= !marked && isEnding(place) && dead.add(pid + " " + status.start);
                candidates.put(pid, new Candidate(handle.get(), status.parent, marked));
            }
        }
        return candidates;
    }

    /** The numbers of all processes but this one, the highest first. */
    private static List<Long> pids() {
        List<Long> pids = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(PROC)) {
            for (Path place : all) {
                String name = place.getFileName().toString();
                if (NUMBER.matcher(name).matches()
                        && Long.parseLong(name) != ProcessHandle.current().pid()) {
                    pids.add(Long.valueOf(name));
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // Those seen so far.
        }
        pids.sort(Comparator.reverseOrder());
        return pids;
    }

    /** Whether a process has no memory any more, or never had. */
    private static boolean isEnding(Path place) {
        try {
            return Files.readAllBytes(place.resolve("environ")).length == 0;
        } catch (IOException e) {
            return true;
        }
    }

    private boolean hasVariable(Path place) {
        try {
            byte[] environment = Files.readAllBytes(place.resolve("environ"));
            return new String(environment, StandardCharsets.ISO_8859_1).contains(variable);
        } catch (IOException e) {
            return false; // another user's, or gone
        }
    }

    private boolean hasPipe(Path place) {
        if (pipes.isEmpty()) {
            return false;
        }
        try (Stream<Path> open = Files.list(place.resolve("fd"))) {
            return open.map(Descendants::open).anyMatch(pipes::contains);
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    /** What a descriptor is of; null if it is closed, or this system doesn't show it. */
    private static @Nullable Path open(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor);
        } catch (IOException | UnsupportedOperationException e) {
            return null;
        }
    }
}
