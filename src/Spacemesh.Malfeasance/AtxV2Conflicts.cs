using Spacemesh.Activation;
using Spacemesh.Wire.Activation;
using Spacemesh.Wire.Malfeasance;

namespace Spacemesh.Malfeasance;

/// <summary>Contradictions between a stored ATX of version 2 and what else is stored (spec 04 §12.5). The first one counts.</summary>
public static class AtxV2Conflicts
{
    /// <summary>Null where the ATX contradicts nothing.</summary>
    public static AtxV2Conflict? Find(ActivationTxV2 wire, CheckedAtx atx, IConflictReader reader)
    {
        if (reader.IsMaliciousV2(atx.Smesher))
            return new(AtxV2ConflictKind.KnownMalicious, atx.Smesher);
        return DoubleMarriage(wire, atx, reader) ?? DoublePost(atx, reader) ?? DoubleMerge(atx, reader) ?? WrongPrevious(atx, reader);
    }

    private static AtxV2Conflict? DoubleMarriage(ActivationTxV2 wire, CheckedAtx atx, IConflictReader reader)
    {
        foreach (var certificate in atx.Certificates)
        {
            if (reader.MarriageAtxOf(certificate.Identity) is not { } other || other == atx.Id)
                continue;
            // The reference exits where the other ATX was checkpointed; the identity is malicious all the same.
            ProofDoubleMarry? proof = null;
            if (reader.Decode(other)?.V2 is { } married)
                _ = DoubleMarry.TryProve(wire, married, certificate.Identity, reader.SmesherOf, out proof, out _);
            return new(AtxV2ConflictKind.DoubleMarry, certificate.Identity, proof);
        }

        return null;
    }

    private static AtxV2Conflict? DoublePost(CheckedAtx atx, IConflictReader reader)
    {
        foreach (var post in atx.Posts)
        {
            if (reader.DoublePublish(post.Identity, atx.PublishEpoch) is not null)
                return new(AtxV2ConflictKind.DoublePost, post.Identity);
        }

        return null;
    }

    private static AtxV2Conflict? DoubleMerge(CheckedAtx atx, IConflictReader reader) =>
        atx.MarriageAtx is { } marriage && reader.MergeConflict(marriage, atx.PublishEpoch) is not null ? new(AtxV2ConflictKind.DoubleMerge, atx.Smesher) : null;

    private static AtxV2Conflict? WrongPrevious(CheckedAtx atx, IConflictReader reader)
    {
        foreach (var post in atx.Posts)
        {
            // Initial ATXs never collide: their rows have no previous ATX at all.
            if (post.PreviousAtx is { } used
                && reader.PreviousFor(post.Identity, atx.PublishEpoch) != used
                && reader.SharingPrevious(post.Identity, used) is not null)
                return new(AtxV2ConflictKind.WrongPrevious, post.Identity);
        }

        return null;
    }
}
