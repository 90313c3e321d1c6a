using Spacemesh.Primitives;

namespace Spacemesh.Activation;

/// <summary>
/// The outcome of one stage of the rules. With <see cref="Verdict.Accept"/> the ATX goes on once every claim, in order, has been verified;
/// the first that does not hold rejects it.
/// </summary>
/// <param name="Verdict">Accept, or why the ATX is refused.</param>
/// <param name="Claims">What is left to verify.</param>
public readonly record struct AtxStage(Verdict Verdict, IReadOnlyList<AtxClaim> Claims)
{
    public static AtxStage Reject(string reason) => new(Verdict.Reject(reason), []);

    public static AtxStage Continue(params IReadOnlyList<AtxClaim> claims) => new(Verdict.Accept, claims);
}
