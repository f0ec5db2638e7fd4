package dev.stalemate.systems.kvm;

import dev.stalemate.model.Claim;
import dev.stalemate.model.Field;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Law;
import dev.stalemate.model.LongField;
import dev.stalemate.model.Model;
import dev.stalemate.model.Proof;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Step;
import dev.stalemate.systems.kvm.KvmSettings.Hotplug;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The model that a proof is about, as large as a claim's: with its vCPUs, its frames and its MAXPHYADDR. Each state of the claim's model is one
 * of this model, with more values that its registers could have.
 */
final class WiderModel {
    private final Model narrow;
    private final Model wide;
    /** The field of the same name in the wider model. */
    private final Map<Field, Field> fields = new LinkedHashMap<>();

    private final IntField rounds;
    private final IntField devices;
    private final Law narrowLaw;
    private final Law wideLaw;
    private final List<Step> steps;
    /** Each of the steps in the wider model, if it has it. */
    private final List<Optional<Step>> same;

    WiderModel(Claim claim, Model narrow, Proof proof) {
        this.narrow = narrow;
        Scope own = narrow.scope();
        Scope scope = own.with(proof.scope());
        for (var setting : List.of(KvmSettings.VCPUS, KvmSettings.FRAMES, KvmSettings.MMIO, KvmSettings.MAXPHYADDR)) {
            scope = scope.with(setting, own.text(setting));
        }
        this.wide = claim.system().model(claim.design(), scope);
        this.rounds = (IntField) named("mtrr-update");
        this.devices = (IntField) named("noncoherent-devices");
        this.narrowLaw = narrow.law(claim.law());
        this.wideLaw = wide.law(claim.law());
        this.steps = narrow.steps();
        this.same = steps.stream().map(this::same).toList();
        for (Field field : narrow.layout().fields()) {
            fields.put(field, named(field.name()));
        }
    }

    private Field named(String name) {
        return wide.layout().fields().stream()
                .filter(field -> field.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the model of the proof has no " + name));
    }

    Model model() {
        return wide;
    }

    /** What a state of the claim's model is in the wider one. */
    long[] of(long[] state) {
        long[] wider = wide.initial();
        fields.forEach((field, same) -> {
            for (int e = 0; e < field.size(); e++) {
                if (field instanceof LongField value) {
                    ((LongField) same).set(wider, e, value.get(state, e));
                } else if (same.width() > 0) {
                    ((IntField) same).set(wider, e, ((IntField) field).get(state, e));
                }
            }
        });
        if (devices.bound() > 1 && narrow.scope().get(KvmSettings.HOTPLUG) == Hotplug.OFF) {
            // what does not change there is not in the state
            devices.set(wider, 0, narrow.scope().get(KvmSettings.DEVICES));
        }
        return wider;
    }

    /** The first step from a state that the wider model does not have, or that leads it elsewhere; null if there is none. */
    @Nullable
    String firstMissing(long[] state) {
        long[] before = of(state);
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            if (step.enabled(state)) {
                Optional<Step> wider = same.get(i);
                if (wider.isEmpty() || !wider.get().enabled(before)) {
                    return step + " is impossible";
                }
                long[] after = state.clone();
                step.apply(after);
                long[] other = before.clone();
                wider.get().apply(other);
                if (!Arrays.equals(withoutRounds(other), withoutRounds(of(after)))) {
                    return step + " does something else";
                }
            }
        }
        return null;
    }

    private Optional<Step> same(Step step) {
        long[] args = IntStream.range(0, step.action().parameters().size())
                .mapToLong(step::arg)
                .toArray();
        return wide.actions().stream()
                .filter(action -> action.name().equals(step.action().name()) && action.accepts(args))
                .map(action -> new Step(action, args))
                .findFirst();
    }

    /** How far a round of updates is, the wider model does not follow: no leaf depends on it. */
    private long[] withoutRounds(long[] wider) {
        for (int v = 0; v < rounds.size(); v++) {
            rounds.set(wider, v, 0);
        }
        return wider;
    }

    /** Whether a state that violates the claim's law violates it in the wider model, too. */
    boolean violatesAsMuch(long[] state) {
        return !violates(narrowLaw, state) || violates(wideLaw, of(state));
    }

    private static boolean violates(Law law, long[] state) {
        return law.premise().test(state) && !law.holds().test(state);
    }
}
