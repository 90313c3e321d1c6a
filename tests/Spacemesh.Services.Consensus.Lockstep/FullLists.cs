using Spacemesh.Codec;
using Spacemesh.Crypto.Signing;
using Spacemesh.Hare;
using Spacemesh.Primitives;
using Spacemesh.Wire.Hare;

namespace Spacemesh.Services.Consensus.Lockstep;

/// <summary>The proposals that a preround message stands for: where it has short ids, the list that its signature is of.</summary>
internal sealed class FullLists(HareFormat format, EdVerifier verifier, ProposalPool pool)
{
    private const int TriesAtMost = 50_000;

    private readonly Dictionary<EdSignature, ScaleList<ProposalId>> _found = [];

    /// <summary>Whether there was a message whose list was not found: nothing can be said about its layer then.</summary>
    public bool Failed { get; private set; }

    public ScaleList<ProposalId> Of(HareMessage message)
    {
        if (!format.Compacts || message.Round.Round != HareRound.Preround)
            return message.Value.Proposals;
        if (_found.TryGetValue(message.Signature, out var known))
            return known;
        var groups = new List<(List<ProposalId> Candidates, int Taken)>();
        foreach (var (compact, taken) in message.Compact.CountBy(id => id))
            groups.Add(([.. pool.OfLayer(message.Layer).Where(proposal => proposal.CompactId == compact).Select(proposal => proposal.Id)], taken));
        int tries = 0;
        var list = Find(message, groups, 0, 0, [], ref tries);
        Failed |= list is null;
        return _found[message.Signature] = list ?? default;
    }

    public bool IsSigned(HareMessage message)
    {
        var (sender, signature) = (message.Sender, message.Signature);
        return verifier.Verify(SigningDomain.Hare, in sender, Scale.Encode(format.Metadata(message)), in signature);
    }

    /// <summary>Every choice of as many proposals of each short id as the message names.</summary>
    private ScaleList<ProposalId>? Find(
        HareMessage message, List<(List<ProposalId> Candidates, int Taken)> groups, int group, int from, List<ProposalId> chosen, ref int tries)
    {
        if (group == groups.Count)
        {
            var list = chosen.Order().ToScaleList();
            return ++tries <= TriesAtMost && IsSigned(message.WithProposals(list)) ? list : null;
        }

        var (candidates, taken) = groups[group];
        int before = groups.Take(group).Sum(earlier => earlier.Taken);
        if (chosen.Count == before + taken)
            return Find(message, groups, group + 1, 0, chosen, ref tries);
        for (int i = from; i < candidates.Count && tries < TriesAtMost; i++)
        {
            chosen.Add(candidates[i]);
            var found = Find(message, groups, group, i + 1, chosen, ref tries);
            chosen.RemoveAt(chosen.Count - 1);
            if (found is not null)
                return found;
        }

        return null;
    }
}
