package dev.stalemate.search.level;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import dev.stalemate.model.Action;
import dev.stalemate.model.Figure;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import dev.stalemate.search.Subject;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What a checkpoint belongs to: names and values, in words that a person can compare. */
public final class CheckpointIdentity {
    private CheckpointIdentity() {}

    /**
     * The identity of a search.
     *
     * @param how what decides which states the search keeps
     * @param tool the version of the tool
     */
    public static Map<String, String> of(Subject subject, List<String> how, String tool) {
        Model model = subject.model();
        List<Step> steps = model.steps();
        Map<String, String> identity = new LinkedHashMap<>();
        identity.put("tool", tool);
        identity.put("system", model.system());
        identity.put("variant", model.design().name());
        identity.put("scope", model.scope().toString());
        identity.put("properties", subject.laws().stream().map(Law::name).collect(Collectors.joining(" ")));
        identity.put("search", String.join(", ", how));
        identity.put("figures", model.figures().stream().map(Figure::name).collect(Collectors.joining(", ")));
        identity.put(
                "layout",
                model.layout().fields().stream()
                        .filter(f -> f.width() > 0)
                        .map(f -> f.name() + ":" + f.size() + "x" + f.width())
                        .collect(Collectors.joining(" ")));
        identity.put(
                "initial", String.format(Locale.ROOT, "0x%016x", model.layout().hash(model.initial())));
        identity.put("steps", steps.size() + " of " + hash(model.actions(), steps));
        return identity;
    }

    /** There can be thousands of steps, which are too many to list, and each of them matters. */
    private static String hash(List<Action> actions, List<Step> steps) {
        Hasher hasher = Hashing.murmur3_128().newHasher();
        actions.forEach(a -> hasher.putString(a.label(), StandardCharsets.UTF_8).putChar('\n'));
        steps.forEach(
                s -> hasher.putString(s.toString(), StandardCharsets.UTF_8).putChar('\n'));
        return String.format(Locale.ROOT, "0x%016x", hasher.hash().asLong());
    }
}
