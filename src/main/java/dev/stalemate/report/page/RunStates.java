package dev.stalemate.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stalemate.model.Field;
import dev.stalemate.model.Index;
import dev.stalemate.model.Lane;
import dev.stalemate.model.Layout;
import dev.stalemate.model.View;
import dev.stalemate.report.StepWords;
import dev.stalemate.trace.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The states of a run for a page: every element of every field and view, numbered through; the first state whole, and of each step what it
 * changed. Texts are numbers into a list of them. Names and values are those of sentences.
 */
final class RunStates {
    private final Trace trace;
    private final Layout layout;
    private final List<Field> fields;
    private final Map<String, Integer> texts = new LinkedHashMap<>();
    private final int elements;

    private RunStates(Trace trace) {
        this.trace = trace;
        this.layout = trace.model().layout();
        this.fields =
                layout.fields().stream().filter(field -> field.width() > 0).toList();
        this.elements = fields.stream().mapToInt(Field::size).sum()
                + trace.model().views().stream().mapToInt(View::size).sum();
    }

    static ObjectNode of(Trace trace) {
        RunStates states = new RunStates(trace);
        ObjectNode json = states.json();
        states.tell((ArrayNode) json.get("steps"));
        return states.withTexts(json);
    }

    /** Those of a run beside another one, without what is not shown of it: its steps, and its fields if the other one has the same. */
    static ObjectNode beside(Trace trace, JsonNode other) {
        RunStates states = new RunStates(trace);
        ObjectNode json = states.withTexts(states.json());
        if (json.get("fields").equals(other.get("fields"))) {
            json.remove("fields");
        }
        return json;
    }

    /** The number of a field's element in the page. */
    static int number(Layout layout, Field field, int element) {
        int number = element;
        for (Field other : layout.fields()) {
            if (other == field) {
                return number;
            }
            number += other.width() > 0 ? other.size() : 0;
        }
        throw new IllegalArgumentException(field.name() + " is not a field of this layout");
    }

    private ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode groups = json.putArray("fields");
        fields.forEach(field -> addGroup(groups, field.called(), field.indices()));
        trace.model().views().forEach(view -> addGroup(groups, view.called(), view.indices())
                .put("view", true));
        int[] before = state(0);
        json.set("initial", numbers(before));
        json.set("steps", steps(before));
        return json;
    }

    /** The numbers' texts, when all are known. */
    private ObjectNode withTexts(ObjectNode json) {
        ArrayNode all = json.putArray("texts");
        texts.keySet().forEach(all::add);
        return json;
    }

    private ObjectNode addGroup(ArrayNode groups, String name, List<Index> indices) {
        ObjectNode group = groups.addObject().put("name", name);
        ArrayNode by = group.putArray("indices");
        for (Index index : indices) {
            if (index.words().isEmpty()) {
                continue;
            }
            ObjectNode node = by.addObject()
                    .put("name", index.words())
                    .put("place", layout.places().contains(index));
            ArrayNode labels = node.putArray("labels");
            for (int i = 0; i < index.size(); i++) {
                labels.add(index.text(i));
            }
        }
        return group;
    }

    /** What each step changed. */
    private ArrayNode steps(int[] initial) {
        ArrayNode steps = JsonNodeFactory.instance.arrayNode();
        int[] before = initial;
        for (int i = 0; i < trace.steps().size(); i++) {
            int[] after = state(i + 1);
            ArrayNode set = steps.addObject().putArray("set");
            for (int e = 0; e < elements; e++) {
                if (before[e] != after[e]) {
                    set.addArray().add(e).add(after[e]);
                }
            }
            before = after;
        }
        return steps;
    }

    /** Adds to each step what is said of it. */
    private void tell(ArrayNode steps) {
        StepWords telling = new StepWords(trace);
        List<Lane> lanes = telling.lanes();
        for (int i = 0; i < trace.steps().size(); i++) {
            ObjectNode step = ((ObjectNode) steps.get(i))
                    .put("text", trace.steps().get(i).inWords(trace.state(i), ""))
                    .put("lane", lanes.indexOf(telling.lane(i)));
            add(step, "acts", trace.acts(i), act -> number(act.toString()));
            if (lanes.size() > 1) {
                step.put("words", telling.words(i));
                add(step, "sees", telling.seen(i), this::number);
            }
            Set<Layout.Change> shown = new HashSet<>(telling.changes(i));
            List<Layout.Change> said = trace.changes(i).stream()
                    .filter(change -> !shown.contains(change))
                    .toList();
            add(step, "said", said, change -> number(layout, change.field(), change.number()));
        }
    }

    /** Adds a list unless it is empty: most are, and runs may have thousands of steps. */
    private static <T> void add(ObjectNode step, String name, List<T> list, Function<T, Object> json) {
        if (!list.isEmpty()) {
            ArrayNode array = step.putArray(name);
            list.forEach(each -> array.addPOJO(json.apply(each)));
        }
    }

    /** The numbers of the texts of all elements in the state after so many steps. */
    private int[] state(int after) {
        long[] state = trace.state(after);
        List<String> all = new ArrayList<>(elements);
        for (Field field : fields) {
            for (int e = 0; e < field.size(); e++) {
                all.add(field.inWords(state, e));
            }
        }
        for (View view : trace.model().views()) {
            for (int e = 0; e < view.size(); e++) {
                all.add(view.text().of(state, e));
            }
        }
        return all.stream().mapToInt(this::number).toArray();
    }

    private int number(String text) {
        return texts.computeIfAbsent(text, t -> texts.size());
    }

    private static ArrayNode numbers(int[] values) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        Arrays.stream(values).forEach(array::add);
        return array;
    }
}
