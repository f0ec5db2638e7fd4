package dev.stalemate.systems.ioreq;

import dev.stalemate.model.Scenario;
import dev.stalemate.model.Scope;
import java.util.ArrayList;
import java.util.List;

/** What the thread weighs: writes to a cache line that all vCPUs share, against needless invalidations. */
final class IoreqScenarios {
    private static final String SETTINGS = "costs=on,vcpus=4,servers=2,frames=16,extents=4,superpage=on,preempt=on";

    private static final List<IoreqDesign> DESIGNS = List.of(
            IoreqDesign.XEN_4_14,
            IoreqDesign.THREAD,
            IoreqDesign.DOMAIN_CLEAR_ONLY,
            IoreqDesign.VCPU_FLAG,
            IoreqDesign.VCPU_CLEAR_ONLY,
            IoreqDesign.LOST_FRAMES_ONLY,
            IoreqDesign.XEN_4_15);

    private IoreqScenarios() {}

    static List<Scenario> of(IoreqSystem system) {
        List<String> others = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            others.add("call-other vcpu=" + i % 4);
            others.add(out(i % 4));
        }
        List<String> balloon = new ArrayList<>();
        for (int call = 0; call < 3; call++) {
            balloon.add("map server=0 gfn=" + 4 * call);
            balloon.add("call-remove vcpu=0");
            balloon.add("? shatter vcpu=0");
            for (int page = 0; page < 4; page++) {
                balloon.add("remove-page vcpu=0 gfn=" + (4 * call + page));
                balloon.add("? set-flag vcpu=0");
                if (page == 1) {
                    balloon.add("preempt vcpu=0");
                    balloon.add(out(0));
                    balloon.add("re-execute vcpu=0");
                }
            }
            balloon.add(out(0));
        }
        List<String> failing = new ArrayList<>();
        for (int call = 0; call < 3; call++) {
            failing.add("call-remove vcpu=0");
            failing.add("shatter-fails vcpu=0");
            failing.add("? set-flag vcpu=0");
            failing.add(out(0));
        }
        failing.add("call-remove vcpu=0");
        failing.add("replace-superpage vcpu=0");
        failing.add("? set-flag vcpu=0");
        failing.add(out(0));
        return List.of(
                scenario(system, "hypercalls", "100 hypercalls that remove nothing, by four vCPUs in turn", others),
                scenario(
                        system,
                        "balloon",
                        "three hypercalls that give back four pages each, the first of a superpage, and are preempted half way",
                        balloon),
                scenario(
                        system,
                        "shatter",
                        "three hypercalls that fail to split a superpage, and one that replaces it",
                        failing));
    }

    /** The way out of a hypercall, with both servers' answers. */
    private static String out(int v) {
        return String.format(
                "* read vcpu=%1$d | clear vcpu=%1$d | send vcpu=%1$d | drop server=0 vcpu=%1$d | acknowledge server=0 vcpu=%1$d"
                        + " | drop server=1 vcpu=%1$d | acknowledge server=1 vcpu=%1$d | wait vcpu=%1$d | resume vcpu=%1$d",
                v);
    }

    private static Scenario scenario(IoreqSystem system, String name, String says, List<String> lines) {
        Scope scope = Scope.of("costs", system.settings()).with(SETTINGS).named("costs");
        return new Scenario(name, says, scope, DESIGNS, lines);
    }
}
