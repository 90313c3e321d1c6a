using Spacemesh.Runtime;

namespace Spacemesh.Profiler;

/// <summary>The file that is scanned; its content does not matter.</summary>
internal static class DataFile
{
    private const int Block = 1 << 20;

    /// <summary>Creates the file, or extends it to <paramref name="size"/> bytes, with random ones.</summary>
    public static void Extend(string path, long size)
    {
        using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        var random = new SeededRandom(unchecked((ulong)file.Length));
        byte[] block = new byte[Block];
        file.Seek(0, SeekOrigin.End);
        while (file.Length < size)
        {
            random.Fill(block);
            file.Write(block, 0, (int)Math.Min(block.Length, size - file.Length));
        }

        file.Flush(flushToDisk: true);
    }
}
