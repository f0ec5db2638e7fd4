package dev.stalemate.lab.xen;

import dev.stalemate.lab.scenario.NotMappedException;
import dev.stalemate.lab.xen.XenMapped.Expected;
import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.model.Step;
import dev.stalemate.paging.MsrValues;
import dev.stalemate.systems.xen.model.XenLaws;
import dev.stalemate.trace.Trace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Writes the commands of a run of a small model, and notes which leaves are to be seen after each step. */
final class XenStepWriter {
    private static final String[] IOMEM = {"f0000 10", "a0 10", "b4 4", "b0 1"};
    private static final String READ_ONLY = "fec00 1";
    private static final long FIRST_MMIO = 0xF0000;
    private static final String[] IOPORT = {"378 8", "80 1"};
    private static final long PVH_DEF_TYPE = 0x806;
    private static final String FIRST = "first";

    private final Trace trace;
    private final String law;
    private final UnaryOperator<String> settings;
    private final XenPlaces places;
    private final boolean two;
    private final int vcpus;
    private final SmallLeaves[] leaves;
    private final List<String> commands = new ArrayList<>();
    private final List<Expected> expected = new ArrayList<>();
    private final Map<String, Integer> used = new HashMap<>();
    private boolean created;
    private boolean hasOwner;
    private int references = 8;

    XenStepWriter(Trace trace, String law, UnaryOperator<String> settings, XenPlaces places) {
        this.trace = trace;
        this.law = law;
        this.settings = settings;
        this.places = places;
        this.two = settings.apply("calls").equals("orders");
        this.vcpus = Integer.parseInt(settings.apply("vcpus"));
        String[] prefixes = two ? new String[] {"first.", "second."} : new String[] {""};
        leaves = new SmallLeaves[prefixes.length];
        for (int d = 0; d < prefixes.length; d++) {
            leaves[d] = new SmallLeaves(
                    trace.model(),
                    prefixes[d],
                    Integer.parseInt(settings.apply("levels")),
                    Integer.parseInt(settings.apply("bits")));
        }
    }

    List<String> commands() {
        return commands;
    }

    List<Expected> expected() {
        return expected;
    }

    void write() throws NotMappedException {
        if (settings.apply("iommu").equals("any")) {
            commands.add("# the domain is made in step 1");
        } else {
            create();
            dump(0);
        }
        for (int i = 0; i < trace.steps().size(); i++) {
            commands.add("# (" + (i + 1) + ") " + trace.steps().get(i));
            step(trace.steps().get(i));
            dump(i + 1);
        }
        if (law.equals(XenLaws.RECORD)) {
            commands.add("mtrrctx A 0");
        }
        commands.add("destroy A");
    }

    private void create() throws NotMappedException {
        created = true;
        hasOwner =
                trace.steps().stream().anyMatch(step -> argument(step, "page").equals("grant"));
        if (hasOwner) {
            commands.addAll(List.of("create B 1", "ram B 100 16 0", "physmap B 1 0 180"));
        }
        for (String domain : two ? List.of("A", "B") : List.of("A")) {
            commands.add("create " + domain + " " + vcpus);
            commands.add("ram " + domain + " 10 24 0");
            ram(domain);
            commands.add("load " + domain);
            used.put(domain, 0);
            registers(domain);
        }
    }

    private void ram(String domain) {
        int table = 1 << places.bits();
        switch (settings.apply("memory")) {
            case "none" -> {}
            case "large" ->
                commands.add(String.format("ram %s %x %d 9", domain, places.gfn(0), places.frames() / table));
            default -> {
                for (int frame = 0; frame < places.frames(); frame += table) {
                    commands.add(String.format("ram %s %x %d 0", domain, places.gfn(frame), table));
                }
            }
        }
    }

    /** What the registers start with, the default type last. */
    private void registers(String domain) throws NotMappedException {
        SortedMap<Integer, long[]> initial =
                new TreeMap<>(MsrValues.parseOne(settings.apply("init")).values());
        long[] defType = initial.remove(MtrrMsr.DEF_TYPE);
        for (int v = 0; v < vcpus; v++) {
            for (Map.Entry<Integer, long[]> register : initial.entrySet()) {
                wrmsr(domain, v, register.getKey(), register.getValue()[0]);
            }
            if ((defType == null ? 0 : defType[0]) != PVH_DEF_TYPE) {
                wrmsr(domain, v, MtrrMsr.DEF_TYPE, defType == null ? 0 : defType[0]);
            }
        }
    }

    private void wrmsr(String domain, int vcpu, int msr, long value) throws NotMappedException {
        use(domain, vcpu);
        commands.add(String.format("wrmsr %x %x", msr, places.value(msr, value)));
    }

    private void use(String domain, int vcpu) {
        if (!Objects.equals(used.put(domain, vcpu), vcpu)) {
            commands.add("use " + domain + " " + vcpu);
        }
    }

    private void dump(int after) {
        if (!created) {
            return;
        }
        String label = String.format("s%02d", after);
        commands.add("dump " + label);
        long[] state = trace.state(after);
        List<Map<Long, String>> all = new ArrayList<>();
        for (SmallLeaves domain : leaves) {
            Map<Long, String> of = new TreeMap<>();
            for (int frame = 0; frame < places.frames(); frame++) {
                of.put(places.gfn(frame), domain.text(state, frame));
            }
            all.add(of);
        }
        expected.add(new Expected(label, after, all));
    }

    /** An argument as text; empty if the step has none of the name. */
    private static String argument(Step step, String name) {
        for (int p = 0; p < step.action().parameters().size(); p++) {
            if (step.action().parameters().get(p).name().equals(name)) {
                return step.texts().get(p);
            }
        }
        return "";
    }

    private static int number(Step step, String name) {
        String text = argument(step, name);
        return text.isEmpty() ? 0 : (int) MsrValues.hex(text);
    }

    private void step(Step step) throws NotMappedException {
        String domain = two && !argument(step, "order").equals(FIRST) ? "B" : "A";
        int range = step.action().name().contains("io") ? number(step, "range") : 0;
        long gfn = places.gfn(number(step, "gfn"));
        switch (step.action().name()) {
            case "create" -> create();
            case "permit-iomem", "deny-iomem" -> iomem(domain, step, range);
            case "permit-ioport", "deny-ioport" ->
                commands.add(String.format("ioport %s %d %s", domain, permits(step), IOPORT[range]));
            case "map" -> map(domain, argument(step, "page"), gfn, number(step, "gfn"));
            case "unmap" -> unmap(domain, step, gfn);
            case "pin" ->
                commands.add(String.format(
                        "pin %s %s %x",
                        domain,
                        pinned(step),
                        Objects.requireNonNull(MemType.named(argument(step, "type")))
                                .code()));
            case "unpin" -> commands.add("pin " + domain + " " + pinned(step) + " del");
            case "touch" -> {
                use(domain, number(step, "vcpu"));
                commands.add(String.format("rd %x", gfn));
            }
            case "wrmsr" ->
                wrmsr(
                        domain,
                        number(step, "vcpu"),
                        number(step, "msr"),
                        MsrValues.hex(argument(step, "value").substring(2)));
            case "set-cd" -> {
                use(domain, number(step, "vcpu"));
                commands.add("cr0 40000000 20000000");
            }
            case "clear-cd" -> {
                use(domain, number(step, "vcpu"));
                commands.add("cr0 0 60000000");
            }
            default ->
                throw new NotMappedException(
                        "the lab has no command for " + step.action().name());
        }
    }

    private static int permits(Step step) {
        return step.action().name().startsWith("permit") ? 1 : 0;
    }

    private void iomem(String domain, Step step, int range) {
        boolean readOnly = range == 0
                && trace.steps().stream().anyMatch(s -> argument(s, "page").equals("mmio-ro"));
        commands.add(String.format("iomem %s %d %s", domain, permits(step), readOnly ? READ_ONLY : IOMEM[range]));
    }

    /** The frames that are pinned. */
    private String pinned(Step step) {
        int last = argument(step, "range").equals(FIRST) ? 0 : places.frames() - 1;
        return String.format("%x %x", places.gfn(0), places.last(last));
    }

    private void map(String domain, String page, long gfn, int frame) throws NotMappedException {
        switch (page) {
            case "ram" -> commands.add(String.format("ram %s %x 1 0", domain, gfn));
            case "grant-table" -> commands.add(String.format("physmap %s 1 0 %x", domain, gfn));
            case "mmio" -> commands.add(String.format("mmap %s 1 %x %x 1", domain, gfn, FIRST_MMIO + frame));
            case "mmio-ro" -> commands.add(String.format("mmap %s 1 %x %s", domain, gfn, READ_ONLY));
            case "grant" -> {
                commands.add(String.format("grant B 180 %x 100 %s", references, domain));
                use(domain, 0);
                commands.add(String.format("mapgrant B %x %x 2", references++, gfn));
            }
            default -> throw new NotMappedException("only the hardware domain maps " + page + " pages");
        }
    }

    private void unmap(String domain, Step step, long gfn) throws NotMappedException {
        int frame = number(step, "gfn");
        boolean device = trace.steps().subList(0, trace.steps().indexOf(step)).stream()
                .anyMatch(s -> s.action().name().equals("map")
                        && argument(s, "page").startsWith("mmio")
                        && number(s, "gfn") == frame);
        boolean other = trace.steps().stream().anyMatch(s -> argument(s, "page").equals("grant"));
        if (other) {
            throw new NotMappedException("the lab has no command that gives a grant back");
        }
        commands.add(
                device
                        ? String.format("mmap %s 0 %x %x 1", domain, gfn, FIRST_MMIO + frame)
                        : String.format("unphysmap %s %x", domain, gfn));
    }
}
