using Spacemesh.AtxsData;
using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;
using Spacemesh.Proposals.Slots;

namespace Spacemesh.Proposals.Intake;

/// <summary>What every intake of ballots, proposals and active sets works with; one for a node.</summary>
public sealed class IntakeRules(NetworkParameters network, ProposalOptions options, EdVerifier verifier, ConsensusCache atxs, IIntakeReads reads)
{
    public NetworkParameters Network => network;

    public ProposalOptions Options => options;

    public SlotRules Slots { get; } = new(network, options, atxs);

    internal EdVerifier Verifier => verifier;

    internal ConsensusCache Atxs => atxs;

    internal IIntakeReads Reads => reads;
}
