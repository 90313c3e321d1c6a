using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Beacons;

/// <summary>The signed part of a first-round vote, signed unhashed (spec 01 §7.10).</summary>
public sealed record FirstVotingMessageBody(
    EpochId EpochId,
    ScaleList<BeaconProposal> ValidProposals,
    ScaleList<BeaconProposal> PotentiallyValidProposals) : IScaleType<FirstVotingMessageBody>
{
    public const int MaxValidProposals = 1000;

    public const int MaxPotentiallyValidProposals = 1000;

    public static int MinSize => 3;

    public static FirstVotingMessageBody Read(ref ScaleReader reader) => new(
        reader.Epoch("EpochID"),
        reader.FixedList<BeaconProposal>(MaxValidProposals, "ValidProposals"),
        reader.FixedList<BeaconProposal>(MaxPotentiallyValidProposals, "PotentiallyValidProposals"));

    public void Write(ref ScaleWriter writer)
    {
        writer.Epoch(EpochId);
        writer.FixedList(ValidProposals, MaxValidProposals);
        writer.FixedList(PotentiallyValidProposals, MaxPotentiallyValidProposals);
    }
}
