namespace Spacemesh.Services.Smeshing.Signing;

/// <summary>
/// Keeps what an identity is about to sign as its ATX of an epoch. The ATX itself is not stored before it is published; built again after
/// a crash it could differ (another coinbase), and a second, different ATX of one epoch costs the identity its life.
/// </summary>
public interface IAtxDrafts
{
    /// <summary>The unsigned ATX of an identity and publish epoch, as it was put; null where none is.</summary>
    byte[]? Find(NodeId identity, EpochId publish);

    /// <summary>Keeps an unsigned ATX on the disk; a later one of the same epoch takes its place.</summary>
    void Put(NodeId identity, EpochId publish, ReadOnlySpan<byte> content);
}
