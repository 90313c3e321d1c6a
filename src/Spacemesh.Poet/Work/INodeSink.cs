namespace Spacemesh.Poet.Work;

/// <summary>Receives the nodes of a tree as they are completed.</summary>
public interface INodeSink
{
    /// <summary>Takes node <paramref name="index"/> of <paramref name="layer"/>; the bytes are only valid during the call.</summary>
    void Add(int layer, ulong index, ReadOnlySpan<byte> node);
}
