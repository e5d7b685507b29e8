package io.tearup.app.dlq;

import io.tearup.app.ExitCode;
import io.tearup.app.UserFault;
import io.tearup.schemas.v1.DeadLetter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a refused record stood: {@code topic/partition/offset}, which names its dead letter.
 *
 * @param partition from 0
 * @param offset from 0
 */
record LetterPlace(String topic, int partition, long offset) {
    private static final Pattern FORM = Pattern.compile("([A-Za-z0-9._-]{1,249})/(\\d{1,9})/(\\d{1,18})");

    static LetterPlace of(DeadLetter letter) {
        return new LetterPlace(letter.getSourceTopic(), letter.getSourcePartition(), letter.getSourceOffset());
    }

    /** @throws UserFault if the text is not of the form */
    static LetterPlace parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new UserFault(
                    ExitCode.USAGE,
                    "'" + text + "' names no dead letter; it is topic/partition/offset, as 'tearup dlq ls' prints");
        }
        return new LetterPlace(form.group(1), Integer.parseInt(form.group(2)), Long.parseLong(form.group(3)));
    }

    /** As the audit trail writes it. */
    String audited() {
        return topic + "-" + partition + "@" + offset;
    }

    @Override
    public String toString() {
        return topic + "/" + partition + "/" + offset;
    }
}
