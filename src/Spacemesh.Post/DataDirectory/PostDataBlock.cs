namespace Spacemesh.Post.DataDirectory;

/// <summary>Consecutive labels of one file, in a buffer that <see cref="Dispose"/> gives back to the reader.</summary>
public sealed class PostDataBlock : IDisposable
{
    private readonly AlignedBuffer _buffer;
    private readonly Action<AlignedBuffer> _giveBack;
    private bool _disposed;

    internal PostDataBlock(PostDataFile file, ulong firstLabel, AlignedBuffer buffer, int length, Action<AlignedBuffer> giveBack)
    {
        File = file;
        FirstLabel = firstLabel;
        _buffer = buffer;
        Labels = buffer.Memory[..length];
        _giveBack = giveBack;
    }

    public PostDataFile File { get; }

    /// <summary>Index in the space of the first label of the block.</summary>
    public ulong FirstLabel { get; }

    /// <summary>Whole labels of 16 bytes.</summary>
    public ReadOnlyMemory<byte> Labels { get; }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _giveBack(_buffer);
    }
}
