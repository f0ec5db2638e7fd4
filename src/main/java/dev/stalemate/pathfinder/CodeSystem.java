package dev.stalemate.pathfinder;

import com.google.common.collect.ImmutableMap;
import dev.stalemate.model.Catalogue;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Design;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Setting;
import dev.stalemate.pathfinder.target.CodePrograms;
import dev.stalemate.pathfinder.target.ZapListMutants;
import dev.stalemate.systems.Systems;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A protocol as ordinary concurrent Java, next to the model of it: the same designs by the same names, and the properties that code can
 * check. Java PathFinder interrupts it at field accesses, random schedules at turns.
 */
public final class CodeSystem implements ModelSystem {
    /** The property that is decided by the accesses of the code, not by a check in it. */
    static final String RACE = "no-data-race";

    private static final String ZAP_LIST = "zap-list";
    private static final String MAP_CACHES = "ioreq-mapcache";
    private static final String CODE = "-code";

    private static final Setting<Integer> VCPUS = Setting.number("vcpus", 1, 3, 2, "vCPUs");

    private final ModelSystem modelled;
    /** Each design with the settings that it needs. */
    private final ImmutableMap<String, String> designs;

    private final List<String> laws;
    private final Setting<Integer> more;
    /** The settings of the model that the code has, too. */
    private final Set<String> alike;

    private CodeSystem(
            ModelSystem modelled,
            ImmutableMap<String, String> designs,
            List<String> laws,
            Setting<Integer> more,
            Set<String> alike) {
        this.modelled = modelled;
        this.designs = designs;
        this.laws = laws;
        this.more = more;
        this.alike = alike;
    }

    /** Every system that comes with the tool, and each protocol that is there as code. */
    public static Catalogue catalogue() {
        Catalogue models = Systems.catalogue();
        return models.with(
                Catalogue.entry(ZAP_LIST + CODE, "", () -> zapList(models.system(ZAP_LIST))),
                Catalogue.entry(MAP_CACHES + CODE, "", () -> mapCaches(models.system(MAP_CACHES))));
    }

    /** The protocol of a system as code; null if it is not there as code. */
    public static @Nullable CodeSystem of(ModelSystem modelled) {
        return switch (modelled.name()) {
            case ZAP_LIST -> zapList(modelled);
            case MAP_CACHES -> mapCaches(modelled);
            default -> null;
        };
    }

    private static CodeSystem zapList(ModelSystem modelled) {
        ImmutableMap.Builder<String, String> designs = ImmutableMap.builder();
        for (String design : ZapListMutants.NAMES) {
            designs.put(design, design.equals("list-empty-checked") ? "ranges=2" : "ranges=1");
        }
        return new CodeSystem(
                modelled,
                designs.buildOrThrow(),
                List.of(
                        "leaves-zapped",
                        "flag-clear-list-empty",
                        "listed-not-freed",
                        "no-leaked-range",
                        "no-use-after-free",
                        "no-double-free",
                        RACE),
                Setting.number("ranges", 1, 2, 1, "ranges that each vCPU's update changes"),
                Set.of("vcpus", "ranges"));
    }

    private static CodeSystem mapCaches(ModelSystem modelled) {
        return new CodeSystem(
                modelled,
                ImmutableMap.<String, String>builder()
                        .put("arm-v3", "vcpus=2")
                        .put("vcpu-flag", "vcpus=2")
                        .put("no-wait", "vcpus=1")
                        .put("acks-first", "vcpus=1")
                        .put("maps-unlocked", "vcpus=1,mappers=1")
                        .put("vcpu-flag-first", "vcpus=1")
                        .buildOrThrow(),
                List.of("dropped-before-guest-runs"),
                Setting.number("mappers", 0, 1, 0, "threads of the server that map each page once more"),
                Set.of("vcpus", "frames", "servers"));
    }

    @Override
    public String name() {
        return modelled.name() + CODE;
    }

    /** The system that models the same protocol. */
    public ModelSystem modelled() {
        return modelled;
    }

    @Override
    public String says() {
        return "the protocol of " + modelled.name()
                + " as concurrent Java, for Java PathFinder (--driver jpf) and random schedules";
    }

    @Override
    public List<? extends Design> designs() {
        return designs.keySet().stream().map(modelled::design).toList();
    }

    @Override
    public List<? extends Setting<?>> settings() {
        return List.of(VCPUS, more);
    }

    @Override
    public Map<String, Scope> scopes() {
        return Map.of("small", Scope.of("small", settings()));
    }

    /** None: it answers the claims of the system that models it, see {@link #counterpart}. */
    @Override
    public List<Claim> claims() {
        return List.of();
    }

    /** The scope at which the code decides a claim about the model; null if the code lacks what the claim is about. */
    public @Nullable Scope counterpart(Claim claim) {
        String settings = designs.get(claim.design().name());
        if (settings == null || !claim.system().name().equals(modelled.name())) {
            return null;
        }
        boolean here = laws.contains(claim.law())
                && alike.containsAll(claim.scope().changes().keySet());
        return here ? scope("small").with(settings) : null;
    }

    int vcpus(Scope scope) {
        return scope.get(VCPUS);
    }

    int more(Scope scope) {
        return scope.get(more);
    }

    @Override
    public Model model(Design design, Scope scope) {
        int vcpus = vcpus(scope);
        int others = more(scope);
        Model model = modelled.model(design, modelled.scope("small"));
        List<Law> about = laws.stream().map(model::law).toList();
        return CodeModel.of(
                name(),
                design,
                scope,
                checks -> CodePrograms.of(modelled.name(), design.name(), checks, vcpus, others),
                CodePrograms.threads(modelled.name(), vcpus, others),
                about);
    }
}
