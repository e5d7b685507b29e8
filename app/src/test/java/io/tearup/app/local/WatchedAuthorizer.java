package io.tearup.app.local;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.apache.kafka.server.authorizer.Action;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;
import org.apache.kafka.server.authorizer.AuthorizationResult;

/** The broker's own authorizer, which also notes what was asked for and what came of it. */
public final class WatchedAuthorizer extends StandardAuthorizer {
    /** One question a client's request led to. */
    public record Asked(String user, ResourceType type, String name, AclOperation operation) {}

    private static final Set<Asked> ALLOWED = ConcurrentHashMap.newKeySet();
    private static final Set<Asked> DENIED = ConcurrentHashMap.newKeySet();

    /** What was allowed since the last {@link #forget}. */
    public static Set<Asked> allowed() {
        return Set.copyOf(ALLOWED);
    }

    /** What was denied since the last {@link #forget}. */
    public static Set<Asked> denied() {
        return Set.copyOf(DENIED);
    }

    public static void forget() {
        ALLOWED.clear();
        DENIED.clear();
    }

    @Override
    public List<AuthorizationResult> authorize(AuthorizableRequestContext context, List<Action> actions) {
        List<AuthorizationResult> results = super.authorize(context, actions);
        for (int i = 0; i < actions.size(); i++) {
            Action action = actions.get(i);
            Asked asked = new Asked(
                    context.principal().getName(),
                    action.resourcePattern().resourceType(),
                    action.resourcePattern().name(),
                    action.operation());
            if (results.get(i) == AuthorizationResult.ALLOWED) {
                ALLOWED.add(asked);
            } else if (action.logIfDenied()) {
                // Others are only tried: does a client, for example, see the whole cluster?
                DENIED.add(asked);
            }
        }
        return results;
    }
}
