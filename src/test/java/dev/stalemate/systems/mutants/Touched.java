package dev.stalemate.systems.mutants;

import dev.stalemate.decide.StateSearch;
import dev.stalemate.model.Design;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Scope;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.SearchResult;
import dev.stalemate.systems.kvm.HostPage;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which of its methods a design is asked in a scope, by steps and by properties, and what it calls of its arguments there. */
final class Touched {
    private final Set<String> keys = ConcurrentHashMap.newKeySet();

    private Touched() {}

    /** The name of a call of a design, or of a call that it makes meanwhile of an argument. */
    static String key(String method, String ofArgument) {
        return method + "." + ofArgument;
    }

    /** Every such call. */
    static Set<String> of(ModelSystem system, Design design, Class<?> asked, Scope scope) {
        Touched touched = new Touched();
        Object recorded = EventMutants.proxy(asked, (method, arguments) -> {
            touched.keys.add(key(method.getName(), ""));
            Class<?>[] types = method.getParameterTypes();
            for (int i = 0; i < types.length; i++) {
                if (types[i].isInterface()) {
                    arguments[i] = touched.watched(method, types[i], arguments[i]);
                }
            }
            return Calls.invoke(design, method, arguments);
        });
        Model model = system.model((Design) recorded, scope);
        List<Law> laws =
                model.laws().stream().filter(law -> !law.kind().isProgress()).toList();
        Law asks = Law.always("asks", Breaks.COHERENCE, "nothing: it has every property asked")
                .holds(s -> {
                    for (Law law : laws) {
                        if (law.premise().test(s)) {
                            law.holds().test(s);
                        }
                    }
                    return true;
                });
        SearchResult unused = StateSearch.of(model, List.of(asks), Limits.none(), Monitor.SILENT);
        return touched.keys;
    }

    private Object watched(Method asked, Class<?> type, Object argument) {
        return EventMutants.proxy(type, (method, arguments) -> {
            Object answer = Calls.invoke(argument, method, arguments);
            if (!HostPage.RAM.equals(answer)) { // that is what memory is where a scope says nothing of it
                keys.add(key(asked.getName(), method.getName()));
            }
            return method.getReturnType().isInterface() ? watched(asked, method.getReturnType(), answer) : answer;
        });
    }
}
