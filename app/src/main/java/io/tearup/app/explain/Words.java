package io.tearup.app.explain;

import io.tearup.schemas.v1.QuantityBound;
import io.tearup.schemas.v1.Role;
import io.tearup.schemas.v1.TriggerCriterion;
import io.tearup.schemas.v1.WaveResult;
import org.jspecify.annotations.Nullable;

/**
 * What the names in the records mean. A name that is not known here, because a newer version wrote it, is no reason to
 * say nothing of the rest.
 */
final class Words {
    private Words() {}

    static String of(QuantityBound bound) {
        return switch (bound) {
            case POSITION -> "all that was left of the position";
            case DEMAND -> "all that was left to close: the demand ends with this account";
            case CAPACITY -> "all the account could give: more would leave it below its maintenance margin";
            case SHARE -> "its share under the allocation";
            case MAX_SHARE -> "the part of a position that one wave may close";
            case BURDEN_CAP -> "the haircuts it may bear in one episode are used up";
            default -> "a bound this version has no words for";
        };
    }

    static String of(TriggerCriterion criterion) {
        return switch (criterion) {
            case DRAWDOWN -> "the market's result fell too far from its peak, relative to the pool's peak balance";
            case POOL_EQUITY -> "the pool's equity is at or below zero";
            case MULTI_POOL -> "the summed equity of the isolated pools of the asset is at or below zero";
            case ACCOUNT_BANKRUPT -> "an account is bankrupt and no pool takes it over";
            case DEPLETION_RATE -> "the pool's balance fell too fast";
            case MANUAL -> "an operator's command";
            default -> "a rule this version has no words for";
        };
    }

    static String of(Role role) {
        return switch (role) {
            case COUNTERPARTY -> "counterparty";
            case INSURANCE_FUND -> "pool";
            case BANKRUPT -> "bankrupt account";
            case BACKSTOP -> "backstop provider";
            default -> role.toString();
        };
    }

    /** At whose price an assignment closes. */
    static String ofPass(int pass) {
        return switch (pass) {
            case 0 -> "as a backstop provider, before any counterparty";
            case 1 -> "at the wave's price";
            case 2 -> "in the second pass, at its own entry";
            default -> "in pass " + pass;
        };
    }

    /** @param result null while the step is not closed */
    static String of(@Nullable WaveResult result) {
        if (result == null) {
            return "OPEN: the end of the step is not there";
        }
        return result
                + switch (result) {
                    case RESOLVED -> ": the demand was covered to the lot";
                    case CONTINUES -> ": the step limit was reached, the wave goes on with the next record";
                    case SHORTFALL -> ": capacity ran out, the residual is not closed";
                    case BLOCKED -> ": the price lies outside the band around mark, nothing was closed";
                    default -> "";
                };
    }
}
