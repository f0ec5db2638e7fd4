package dev.stalemate.lab.scenario;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** What a generated sequence does more of. */
enum Profile {
    VARIABLE("TOUCH 8,VARIABLE_RANGE 10,DEFAULT_TYPE 1,CD 1,DUMP 3"),
    FIXED("TOUCH 8,FIXED_RANGE 8,DEFAULT_TYPE 2,CD 1,DUMP 3"),
    CACHING("TOUCH 8,CD 6,DEFAULT_TYPE 2,FIXED_RANGE 1,VARIABLE_RANGE 1,QUIRK 0.3,BY_USERSPACE 0.5,DUMP 3"),
    SLOTS(
            "TOUCH 8,ZAP_ALL 0.7,SLOT1 2,MMIO 0.7,DIRTY_LOG 1.5,DISCARD 1.5,FIXED_RANGE 1,VARIABLE_RANGE 1.5,CD 1,DEFAULT_TYPE 0.7,DUMP 3"),
    LARGE("TOUCH 9,VARIABLE_RANGE 5,FIXED_RANGE 1,DEFAULT_TYPE 1,CD 1,DIRTY_LOG 0.7,DISCARD 0.7,COLLAPSE 0.7,DUMP 3"),
    DEVICES("TOUCH 8,DEVICE 3,CD 2,FIXED_RANGE 1,VARIABLE_RANGE 2,DEFAULT_TYPE 1,PAT 0.5,DUMP 3"),
    FAULTS("TOUCH 6,FAULT 4,VARIABLE_RANGE 3,FIXED_RANGE 1,DEFAULT_TYPE 1,CD 1,READ_MSR 1,DUMP 3"),
    VCPUS("TOUCH 9,VARIABLE_RANGE 4,FIXED_RANGE 3,DEFAULT_TYPE 2,CD 2,PAT 1,BY_USERSPACE 0.5,DUMP 3"),
    MIXED(
            "TOUCH 9,VARIABLE_RANGE 3,FIXED_RANGE 2,DEFAULT_TYPE 1.5,CD 2,PAT 0.7,FAULT 0.7,DEVICE 0.4,ZAP_ALL 0.3,DIRTY_LOG 0.4,DISCARD 0.5,"
                    + "BY_USERSPACE 1,READ_MSR 0.5,WBINVD 0.3,MMIO 0.3,SLOT1 0.4,QUIRK 0.1,DUMP 3");

    private final ImmutableMap<Family, Double> weights;
    private final double sum;

    Profile(String text) {
        Map<Family, Double> each = new EnumMap<>(Family.class);
        double all = 0;
        for (String entry : text.split(",", -1)) {
            String[] parts = entry.split(" ", -1);
            double weight = Double.parseDouble(parts[1]);
            each.put(Family.valueOf(parts[0]), weight);
            all += weight;
        }
        weights = Maps.immutableEnumMap(each);
        sum = all;
    }

    /** The family at a place, from 0 to 1, on the line of all weights. */
    Family at(double place) {
        double left = place * sum;
        Family last = Family.TOUCH;
        for (Map.Entry<Family, Double> entry : weights.entrySet()) {
            last = entry.getKey();
            left -= entry.getValue();
            if (left < 0) {
                break;
            }
        }
        return last;
    }

    boolean has(Family family) {
        return weights.containsKey(family);
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
