using Spacemesh.Ports.Local;

namespace Spacemesh.Services.Smeshing.Building;

/// <summary>Removals of an identity's rows that belong together: each is one transaction.</summary>
internal sealed class BuilderRows(ILocalDatabase local)
{
    /// <summary>Forgets the challenge and everything made for it (spec 04 §4.2).</summary>
    public void DropChallenge(NodeId identity) => Drop(identity, initialPost: false);

    /// <summary>Forgets the initial PoST too: it is made again.</summary>
    public void DropAll(NodeId identity) => Drop(identity, initialPost: true);

    private void Drop(NodeId identity, bool initialPost)
    {
        using var transaction = local.Begin();
        transaction.PoetRegistrations.Remove(identity);
        transaction.Niposts.Remove(identity);
        transaction.Challenges.Remove(identity);
        if (initialPost)
            transaction.InitialPosts.Remove(identity);
        transaction.Commit();
    }
}
