package dev.stalemate.systems.iotlb;

import dev.stalemate.model.Scenario;
import dev.stalemate.model.Scope;
import java.util.List;

/** Why flushes are put off: what a move of a range costs. */
final class IotlbScenarios {
    private static final List<IotlbDesign> DESIGNS =
            List.of(IotlbDesign.EACH_PAGE, IotlbDesign.DEFERS_ALL, IotlbDesign.DISPLACED_FLUSHED, IotlbDesign.XEN_4_16);

    /** Every step of the call of CPU 0, until it is over. */
    private static final String RUN =
            "* lock cpu=0 | unmap cpu=0 | flush cpu=0 | free cpu=0 | take cpu=0 | unlock cpu=0 | put cpu=0";

    private IotlbScenarios() {}

    static List<Scenario> of(IotlbSystem system) {
        Scope scope = Scope.of("costs", system.settings())
                .with("costs=on,removes=off,moves=8,frames=16")
                .named("costs");
        return List.of(
                new Scenario(
                        "move-8-onto-8",
                        "8 pages are moved to where 8 others are",
                        scope,
                        DESIGNS,
                        List.of("move cpu=0 from=0x0 to=0x8", RUN)),
                new Scenario(
                        "move-and-back",
                        "8 pages are moved to where 8 others are, and then back, to where nothing is",
                        scope,
                        DESIGNS,
                        List.of("move cpu=0 from=0x0 to=0x8", RUN, "move cpu=0 from=0x8 to=0x0", RUN)));
    }
}
