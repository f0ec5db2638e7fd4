package dev.stalemate.systems.kvm;

import dev.stalemate.model.Model;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What each frame of a scope is, who uses it, and what the VMM says of its memory slot: apart from what a design believes. */
final class RealFrames {
    /** Who uses a frame, where a scope does not say. */
    static final String UNKNOWN = "unknown";

    private static final String ANY = "any";
    private static final String FLAGGED = "non-coherent";

    /** The pages that frames are, each once. */
    private final HostPage[] kinds;
    /** Of each frame, which of them it is. */
    private final long[] kind;

    private final FrameUser[] users;
    private final boolean[] changes;
    private final boolean[] flagged;
    private final boolean usersKnown;
    private final boolean pagesNamed;

    /** Whether nothing tells frames apart: all are RAM, of which a scope says nothing more. */
    final boolean alike;

    /** Whether devices begin and end to use some frame. */
    final boolean anyChanges;

    /**
     * Reads the settings.
     *
     * @throws IllegalArgumentException if they say more than there are frames, or two things of one
     */
    RealFrames(KvmScope scope, int frames) {
        List<String> memory = scope.get(KvmSettings.MEMORY);
        List<String> usedBy = scope.get(KvmSettings.USED_BY);
        List<String> slots = scope.get(KvmSettings.SLOTS);
        int mmio = scope.get(KvmSettings.MMIO);
        pagesNamed = !memory.equals(List.of(HostPage.RAM.text()));
        usersKnown = !usedBy.equals(List.of(UNKNOWN));
        if (mmio > 0 && pagesNamed) {
            throw new IllegalArgumentException("scope setting mmio: memory says already what each frame is");
        }
        if (mmio > frames) {
            throw new IllegalArgumentException(
                    "scope setting mmio: " + mmio + " frames of " + frames + " can't be MMIO");
        }
        kind = new long[frames];
        users = new FrameUser[frames];
        changes = new boolean[frames];
        flagged = new boolean[frames];
        List<HostPage> found = new ArrayList<>();
        List<String> known = usersKnown ? usedBy : List.of();
        for (int f = 0; f < frames; f++) {
            HostPage page = f >= frames - mmio ? HostPage.BAR : HostPage.parse(of(memory, f, "ram"));
            if (!found.contains(page)) {
                found.add(page);
            }
            kind[f] = found.indexOf(page);
            changes[f] = of(known, f, "nobody").equals(ANY);
            users[f] = changes[f] ? FrameUser.NOBODY : user(of(known, f, "nobody"));
            flagged[f] = of(slots, f, "plain").equals(FLAGGED);
        }
        kinds = found.toArray(new HostPage[0]);
        check("memory", memory, frames);
        check("used-by", usedBy, frames);
        check("slots", slots, frames);
        alike = mmio == 0 && !pagesNamed && !usersKnown && !slots.contains(FLAGGED);
        anyChanges = usedBy.contains(ANY);
    }

    private static String of(List<String> list, int f, String rest) {
        return f < list.size() ? list.get(f) : rest;
    }

    private static void check(String setting, List<String> list, int frames) {
        if (list.size() > frames) {
            throw new IllegalArgumentException(
                    "scope setting " + setting + ": " + list.size() + " are named, but frames are " + frames);
        }
    }

    /** What a frame is. */
    HostPage page(int frame) {
        return kinds[(int) kind[frame]];
    }

    /** A proof takes each frame for any of the kinds that the scope's frames have, where the model is built without looking at them. */
    void anyKind(Model.Builder model) {
        if (!pagesNamed && kinds.length > 1) {
            model.addresses("kind", kind, number -> number >= 0 && number < kinds.length);
        }
    }

    /** Who uses a frame at the start. */
    FrameUser user(int frame) {
        return users[frame];
    }

    /** Whether devices begin and end to use a frame. */
    boolean changes(int frame) {
        return changes[frame];
    }

    /** Whether the VMM has flagged a frame's memory slot as one that devices use without snooping. */
    boolean flagged(int frame) {
        return flagged[frame];
    }

    /** Whether the scope says who uses frames. */
    boolean usersAreKnown() {
        return usersKnown;
    }

    /** Whether a device that does not snoop ever uses some frame. */
    boolean anyNonSnooping() {
        return anyChanges || Arrays.asList(users).contains(FrameUser.NON_SNOOPING);
    }

    /** Whether the scope names device memory, frame by frame. */
    boolean namesDeviceMemory() {
        return pagesNamed && Arrays.stream(kinds).anyMatch(HostPage::device);
    }

    /** Whether it is known of some frame of RAM who uses it, and that may be no device that does not snoop. */
    boolean anyCoherentRam() {
        return usersKnown
                && IntStream.range(0, kind.length)
                        .anyMatch(f -> !page(f).device() && users[f] != FrameUser.NON_SNOOPING);
    }

    /** Whether two frames are the same kind of page. */
    boolean same(int frame, int other) {
        return kind[frame] == kind[other];
    }

    /** Whether the scope says of a frame that it is more than RAM of the usual kind. */
    boolean isNamed(int frame) {
        return pagesNamed && !page(frame).equals(HostPage.RAM);
    }

    /** A setting with a word for each frame. */
    static List<String> words(String text, Function<String, ?> check) {
        List<String> words = new ArrayList<>(Arrays.asList(text.split("\\+", -1)));
        for (String word : words) {
            Object unused = check.apply(word); // it throws where the word is wrong
        }
        return List.copyOf(words);
    }

    /** Checks who uses frames. */
    static List<String> users(String text) {
        return text.equals(UNKNOWN) ? List.of(text) : words(text, word -> word.equals(ANY) ? word : user(word));
    }

    /** Checks what is said of slots. */
    static List<String> slots(String text) {
        return words(text, word -> {
            if (!word.equals("plain") && !word.equals(FLAGGED)) {
                throw new IllegalArgumentException("'" + word + "' is not plain or " + FLAGGED);
            }
            return word;
        });
    }

    private static FrameUser user(String word) {
        return switch (word) {
            case "nobody" -> FrameUser.NOBODY;
            case "snooping" -> FrameUser.SNOOPING;
            case "non-snooping" -> FrameUser.NON_SNOOPING;
            default ->
                throw new IllegalArgumentException("'" + word + "' is not nobody, snooping, non-snooping or " + ANY);
        };
    }

    static String memoryInWords(String text) {
        return text.equals("ram")
                ? ""
                : each(text, "is", word -> HostPage.parse(word).words());
    }

    static String usersInWords(String text) {
        return text.equals(UNKNOWN)
                ? ""
                : each(
                        text,
                        "is used by",
                        word -> word.equals(ANY)
                                ? "devices that come and go"
                                : user(word).toString());
    }

    static String slotsInWords(String text) {
        return text.contains(FLAGGED) ? each(text, "has a slot that is", word -> word) : "";
    }

    private static String each(String text, String verb, Function<String, String> says) {
        List<String> words = words(text, word -> word);
        return IntStream.range(0, words.size())
                .mapToObj(f -> "frame " + f + " " + verb + " " + says.apply(words.get(f)))
                .collect(Collectors.joining(", "));
    }
}
