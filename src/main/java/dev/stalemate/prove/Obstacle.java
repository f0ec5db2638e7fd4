package dev.stalemate.prove;

import com.google.common.collect.ImmutableMap;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Scope;
import java.util.Map;

/** Why a claim that holds up to its scope is not proved beyond it. Of several reasons the first is told. */
public enum Obstacle {
    RUNS(
            "about runs",
            "The property is about where runs lead to. What each step keeps says nothing of that: an induction over steps proves only what is true"
                    + " of every state."),
    NOTHING_LEFT(
            "nothing is left out",
            "The system has nothing to set, so the search has seen all that there is: nothing is bounded, and no proof is needed."),
    LINKED(
            "a list",
            "Entries point to entries: there is no limit to how many of them a step looks at. An invariant of a few entries does not say where"
                    + " a list ends."),
    COUNTED(
            "costs are counted",
            "The property limits a number that steps count up. Each element adds to it, so that few elements can't stand for any number of them."),
    PARTICULAR(
            "particular values",
            "The property compares with what the scope expects for particular registers. Of others it says nothing."),
    COMPARED(
            "beside another design",
            "Two designs run side by side, and their entries are compared. An invariant would have to say how the states of both belong together."),
    OFFLINE(
            "off-line vCPUs",
            "Some vCPUs are parked or go off line. What is demanded depends on which ones do, and on registers that they keep meanwhile: one"
                    + " arbitrary vCPU does not stand for that."),
    LARGE(
            "large pages",
            "An entry can map several frames: what is done at one frame is done at others, too. One arbitrary frame does not stand for all."
                    + " prove resolver proves what one entry may map."),
    DATA(
            "data are followed",
            "The state has what caches and RAM contain, and who wrote it last. No invariant of that is declared."),
    SCOPE(
            "more in the scope",
            "The scope has something that is in the scope of no claim for which a proof is written down."),
    CLAIM(
            "no proof is written down",
            "Nothing is in the way that could be told by looking at the claim: invariants are declared for the system, but nobody has written down"
                    + " which of them prove this property of this design."),
    SYSTEM("no invariant is declared", "Nobody has written down an invariant of the system's states.");

    /** Settings of systems' scopes that are an obstacle where they differ from their initial values, or have the value that follows. */
    private static final ImmutableMap<String, ImmutableMap<String, Obstacle>> SETTINGS = ImmutableMap.of(
            "kvm",
            ImmutableMap.<String, Obstacle>builder()
                    .put("zaps", COUNTED)
                    .put("expect-zap", PARTICULAR)
                    .put("replaces", COMPARED)
                    .put("offline", OFFLINE)
                    .put("online", OFFLINE)
                    .put("parked", OFFLINE)
                    .put("large", LARGE)
                    .put("data", DATA)
                    .buildOrThrow(),
            "xen-ept",
            ImmutableMap.of("count", COUNTED, "work", COUNTED, "memory=large", LARGE, "data", DATA));

    private final String words;
    private final String says;

    Obstacle(String words, String says) {
        this.words = words;
        this.says = says;
    }

    /** The reason in a few words, for a table. */
    public String words() {
        return words;
    }

    /** The reason in a sentence or two. */
    public String says() {
        return says;
    }

    /** For each setting of a claim's scope that is such a reason, as it is written, the reason. */
    static ImmutableMap<String, Obstacle> of(Claim claim) {
        Map<String, Obstacle> known = SETTINGS.getOrDefault(claim.system().name(), ImmutableMap.of());
        ImmutableMap.Builder<String, Obstacle> found = ImmutableMap.builder();
        claim.scope().changes().forEach((setting, value) -> {
            String written = setting + "=" + value;
            Obstacle obstacle = known.getOrDefault(setting, known.get(written));
            if (obstacle != null && (!obstacle.isOfProperties() || isOnlyWith(claim, setting))) {
                found.put(written, obstacle);
            }
        });
        return found.buildOrThrow();
    }

    /** Whether it is a reason only for properties that are about it, whatever else a scope has. */
    private boolean isOfProperties() {
        return this == COUNTED || this == PARTICULAR || this == COMPARED;
    }

    /** Whether a claim's property is there only because a setting has not its initial value. */
    private static boolean isOnlyWith(Claim claim, String name) {
        Scope without = claim.system().settings().stream()
                .filter(setting -> setting.name().equals(name))
                .map(setting -> claim.scope().with(setting, setting.initial()))
                .findFirst()
                .orElseThrow();
        return claim.system().model(claim.design(), without).laws().stream()
                .noneMatch(law -> law.name().equals(claim.law()));
    }

    /** The systems, and the settings of their scopes, that are known as reasons. */
    static ImmutableMap<String, ImmutableMap<String, Obstacle>> settings() {
        return SETTINGS;
    }
}
