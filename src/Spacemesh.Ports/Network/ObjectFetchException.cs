using Spacemesh.Primitives;

namespace Spacemesh.Ports.Network;

/// <summary>Objects that a fetch did not bring in, each with the verdict it got, or <see cref="VerdictKind.Ignore"/> where no peer had it.</summary>
public sealed class ObjectFetchException(ObjectKind kind, IReadOnlyDictionary<Hash32, Verdict> failures)
    : Exception($"fetch {kind}: {failures.Count} failed, {(failures.Count == 0 ? "" : $"{failures.First().Key}: {failures.First().Value}")}")
{
    public ObjectKind Kind => kind;

    public IReadOnlyDictionary<Hash32, Verdict> Failures => failures;

    /// <summary>
    /// Whether nothing is to be gained by asking again: each of them is rejected or settled (spec 08 §7.1, <c>Ignore()</c>). What only
    /// lacks such objects is settled itself.
    /// </summary>
    public bool IsIgnorable => failures.Values.All(verdict => verdict.IsReject || verdict.IsSettled);

    /// <summary>The worst of the verdicts: an object that needs a rejected one is rejected, one that needs a settled one is settled.</summary>
    public Verdict Worst => failures.Values.FirstOrDefault(verdict => verdict.IsReject, IsIgnorable ? Verdict.Settled(Message) : Verdict.Ignore(Message));
}
