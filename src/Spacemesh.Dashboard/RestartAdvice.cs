using System.Globalization;
using Spacemesh.Ports.Api;
using Spacemesh.Ports.Time;
using Spacemesh.Primitives;

namespace Spacemesh.Dashboard;

/// <summary>
/// Whether the node can be stopped for a moment without missing anything: slots of its identities, the hare of the running layer, a PoST
/// proof, the registration with a PoET.
/// </summary>
/// <param name="Reasons">What would be missed; none where a restart is safe.</param>
/// <param name="SafeAt">When all of it has passed, as far as that is known.</param>
internal sealed record RestartAdvice(IReadOnlyList<string> Reasons, DateTimeOffset? SafeAt)
{
    /// <summary>Time that a restart is given: a warm node serves after seconds, one with a large state after minutes.</summary>
    private static readonly TimeSpan Downtime = TimeSpan.FromMinutes(2);

    /// <summary>Layers before a slot in which the node should be back, so that it is in sync when the slot comes.</summary>
    private const uint LayersAhead = 2;

    public bool IsSafe => Reasons.Count == 0;

    public static RestartAdvice Now(
        LayerClock clock, DateTimeOffset now, IReadOnlyList<NodeId> identities, SmesherJournal journal, Func<LayerId, bool> isHareInCharge, IReadOnlyList<PostIdentityReport> posts)
    {
        var reasons = new List<string>();
        DateTimeOffset? safeAt = now;
        void Add(string reason, DateTimeOffset? until)
        {
            reasons.Add(reason);
            safeAt = safeAt is { } known && until is { } end ? (end > known ? end : known) : null;
        }

        var current = clock.Current;
        uint downtime = (uint)Math.Clamp(Math.Ceiling(Downtime / clock.Network.LayerDuration), 1, 100);
        foreach (var identity in identities)
        {
            string name = identity.ToString();
            DateTimeOffset? slotsPassed = null;
            LayerId? next = null;
            foreach (var (layer, _, _) in journal.SlotsOf(identity).OrderBy(slot => slot.Layer))
            {
                // A chain of slots without room for a restart between them.
                var free = slotsPassed is { } passed ? clock.Network.Timeline.LayerAt(passed) : current;
                if (layer < current || layer > free.Add(downtime + LayersAhead))
                    continue;
                next ??= layer;
                slotsPassed = clock.StartOf(layer.AddSaturating(1));
            }

            if (next is { } slot)
                Add(string.Create(CultureInfo.InvariantCulture, $"{name}: a proposal is due in layer {slot}"), slotsPassed);
            if (posts.Any(post => post.Id == identity && post.IsProving))
                Add($"{name}: a PoST proof is being made and would begin anew", null);
            if (journal.StageOf(identity) is { Name: "registering", NextAt: { } opens } && opens - now < Downtime + Downtime)
                Add($"{name}: registration with the PoET {(opens > now ? "opens soon" : "is open")}", null);
        }

        if (identities.Count > 0 && isHareInCharge(current))
            Add(string.Create(CultureInfo.InvariantCulture, $"the hare of layer {current} runs"), clock.StartOf(current.AddSaturating(1)));
        return new RestartAdvice(reasons, reasons.Count == 0 ? now : safeAt);
    }
}
