using Spacemesh.Primitives;

namespace Spacemesh.Proposals.Slots;

/// <summary>The verdict on a claim of eligibility.</summary>
/// <param name="Verdict">What the sender deserves.</param>
/// <param name="IsSettled">For an ignored one: asking again would not help.</param>
public readonly record struct SlotVerdict(Verdict Verdict, bool IsSettled)
{
    public static SlotVerdict Accept { get; } = new(Verdict.Accept, IsSettled: false);

    public static SlotVerdict Settled(string reason) => new(Verdict.Ignore(reason), IsSettled: true);
}
