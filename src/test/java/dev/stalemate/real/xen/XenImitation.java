package dev.stalemate.real.xen;

import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.real.xen.XenPlayer.Played;
import dev.stalemate.systems.xen.XenSystem;
import dev.stalemate.systems.xen.design.XenDesign;
import dev.stalemate.systems.xen.domain.XenDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says what the lab's machine would say if its Xen were a design of the model: what a judge has to find out if it expects another one. */
public final class XenImitation {
    private static final Pattern ERRNO = Pattern.compile("errno ([0-9]+) in the model");

    private final XenDesign design;
    private final Consumer<String> line;

    /** Of a design or release. */
    public XenImitation(String design, Consumer<String> line) {
        this.design = new XenSystem().design(design);
        this.line = line;
    }

    /** The facts that begin a recording. */
    public XenImitation begin(String version) {
        line.accept("(0) what an emulator says");
        line.accept("@machine xen " + version);
        return this;
    }

    /** Plays a scenario. */
    public XenImitation play(String name, List<String> commands) {
        line.accept("@scenario " + name);
        line.accept("@step # trace buffer: 64 pages");
        XenPlayer player = new XenPlayer(design, XenDomain::realTables, new ReplayChoices());
        int steps = 0;
        int dumps = 0;
        for (String command : commands) {
            if (command.startsWith("#")) {
                line.accept("@step " + command);
                continue;
            }
            List<String> words = List.of(command.split(" ", -1));
            boolean dump = words.get(0).equals("dump");
            String label = String.format("%02d-%s", dumps, words.get(words.size() - 1));
            List<String> console = dump ? console(player) : List.of();
            int bytes = console.stream().mapToInt(text -> text.length() + 1).sum();
            String answer = dump
                    ? "console " + bytes + " bytes -> " + label + ".console.txt  0.20sok"
                    : answer(player, words, steps);
            line.accept(String.format("@step %3d %-40s %s  (1 ms)", steps++, command, answer));
            if (answer.startsWith("DOMAIN DOWN")) {
                break;
            }
            if (dump) {
                dumps++;
                line.accept("@console " + label);
                console.forEach(text -> line.accept("@text " + text));
            }
        }
        line.accept("@end " + name + " " + steps);
        return this;
    }

    /** The end of the recording. */
    public void end() {
        line.accept("@done");
    }

    private static String answer(XenPlayer player, List<String> words, int number) {
        LabAnswer zero = new LabAnswer(0, 0, 0, false, false, 0L, 0, "", 0);
        Played played;
        try {
            played = player.play(new LabStep("imitation", 1, number, words, zero));
        } catch (BadFileException e) {
            return "BAD COMMAND";
        }
        if (touchesNothing(player, words)) {
            return "DOMAIN DOWN reason 4 crashed 1 rc=-3 errno=11 (as in the model)";
        }
        String other = played.unexpected() == null ? "" : played.unexpected();
        String exits =
                played.misconfigurations() == 0 ? "" : "  exits[EPT_MISCONFIG/49*" + played.misconfigurations() + "]";
        Matcher errno = ERRNO.matcher(other);
        String said =
                switch (words.get(0)) {
                    case "wrmsr" -> other.isEmpty() ? "ok" : "#GP rc=1";
                    case "rdmsr" -> "= " + (other.isEmpty() ? "0".repeat(16) : other.substring(0, 16)) + " ok";
                    case "cr0" -> "cr0=00000011 ok";
                    case "mtrrctx" -> other.substring(other.indexOf(": ") + 2) + " ok";
                    case "mapgrant" -> "hypercall 0 status " + (other.isEmpty() ? 0 : -1) + " handle 0 ok";
                    default ->
                        other.isEmpty()
                                ? "ok"
                                : "rc=-1 errno=" + (errno.find() ? errno.group(1) : "22") + " (as in the model)";
                };
        return said + exits;
    }

    /** Whether guest A, the only one that runs, touches a gfn where nothing is: without a device model, Xen crashes the domain. */
    private static boolean touchesNothing(XenPlayer player, List<String> words) {
        return List.of("rd", "wr").contains(words.get(0))
                && player.guests().stream()
                        .filter(guest -> guest.name().equals("A") && !guest.destroyed())
                        .noneMatch(guest -> guest.domain().memory().mapped(Long.parseLong(words.get(1), 16)));
    }

    private static List<String> console(XenPlayer player) {
        List<String> lines = new ArrayList<>();
        lines.add("(XEN) 'D' pressed -> dumping VT-x EPT tables");
        for (int g = 0; g < player.guests().size(); g++) {
            XenGuest guest = player.guests().get(g);
            if (guest.destroyed()) {
                continue;
            }
            lines.add("(XEN) domain" + (g + 1) + " EPT p2m table:");
            for (XenLeaf leaf : XenLeaf.all(XenPlayer.ept(guest), 0)) {
                lines.add(String.format(
                        Locale.ROOT,
                        "(XEN) gfn: %13x order: %2d mfn: %13x rwx %s",
                        leaf.gfn(),
                        leaf.order(),
                        1,
                        leaf.type()));
            }
        }
        return lines;
    }
}
