package io.tearup.app.demo;

import io.tearup.schemas.v1.Alert;
import io.tearup.schemas.v1.Assignment;
import io.tearup.schemas.v1.DeadLetter;
import io.tearup.schemas.v1.Fund;
import io.tearup.schemas.v1.Posting;
import io.tearup.schemas.v1.Rank;
import io.tearup.schemas.v1.Settlement;
import io.tearup.schemas.v1.Wave;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** What a run of the demo sent and what came out, each output topic in the order of its partition. */
record Played(List<VenueRecord> inputs, List<SpecificRecord> outputs) {
    Played {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    List<Alert> alerts() {
        return of(Alert.class);
    }

    List<Wave> waves() {
        return of(Wave.class);
    }

    List<Assignment> assignments() {
        return of(Assignment.class);
    }

    List<Settlement> settlements() {
        return of(Settlement.class);
    }

    List<Posting> postings() {
        return of(Posting.class);
    }

    List<Fund> funds() {
        return of(Fund.class);
    }

    List<Rank> ranks() {
        return of(Rank.class);
    }

    List<DeadLetter> deadLetters() {
        return of(DeadLetter.class);
    }

    private <T> List<T> of(Class<T> type) {
        return outputs.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
