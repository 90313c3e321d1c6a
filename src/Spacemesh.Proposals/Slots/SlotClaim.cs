using Spacemesh.AtxsData;
using Spacemesh.Crypto.Vrf;
using Spacemesh.Primitives;
using Spacemesh.Wire.Ballots;

namespace Spacemesh.Proposals.Slots;

/// <summary>The slots of an ATX in an epoch, as its reference ballot declares them, on which a ballot's proofs rest.</summary>
/// <param name="Atx">The ballot's ATX.</param>
/// <param name="Beacon">The beacon that the proofs sign.</param>
/// <param name="Count">Number of slots.</param>
public sealed record SlotClaim(AtxEntry Atx, Beacon Beacon, uint Count)
{
    /// <summary>What the beacon protocol weighs the ballot's beacon with: the ATX's weight over its slots, not reduced.</summary>
    public Fixed BeaconWeight => Fixed.FromRatio(Atx.Weight, Count);

    /// <summary>Checks the proofs one by one, in their order; the first that fails decides (spec 06 §14 steps 5–7). Costs a VRF verification each.</summary>
    public SlotVerdict CheckProofs(NetworkParameters network, Ballot ballot, BallotId id)
    {
        var epoch = network.EpochOf(ballot.Inner.Layer);
        uint previous = 0;
        for (int i = 0; i < ballot.EligibilityProofs.Count; i++)
        {
            var proof = ballot.EligibilityProofs[i];
            if (proof.J >= Count)
                return Reject($"proof counter larger than number of slots ({proof.J}) numEligibleBallots ({Count})");
            if (i > 0 && proof.J <= previous)
                return Reject($"proofs are out of order: {proof.J} <= {previous}");
            previous = proof.J;
            var signature = proof.Sig;
            var smesher = ballot.SmesherId;
            if (!VrfVerifier.Verify(in smesher, SlotProofs.Message(Beacon, epoch, Atx.VrfNonce, proof.J), in signature))
                return SlotVerdict.Settled($"proof contains incorrect VRF signature: ballot {id}, epoch {epoch}, counter {proof.J}");
            if (SlotProofs.LayerOf(network, epoch, signature) is var layer && layer != ballot.Inner.Layer)
                return Reject($"ballot has incorrect layer index. ballot layer ({ballot.Inner.Layer}), eligible layer ({layer})");
        }

        return SlotVerdict.Accept;
    }

    private static SlotVerdict Reject(string reason) => new(Verdict.Reject(reason), IsSettled: false);
}
