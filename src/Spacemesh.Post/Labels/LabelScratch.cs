using System.Runtime.InteropServices;

namespace Spacemesh.Post.Labels;

/// <summary>What one thread works in: the ROMix table of a group of labels, on huge pages where the system gives them.</summary>
internal abstract unsafe partial class LabelScratch : IDisposable
{
    private const nuint HugePage = 2 << 20;
    private const int AdviseHugePages = 14;

    private byte* _table;

    protected LabelScratch(uint n, int labels)
    {
        N = n;
        Length = checked((nuint)n * 128 * (nuint)labels);
        _table = (byte*)NativeMemory.AlignedAlloc(Length, Length >= HugePage ? HugePage : 64);
        if (Length >= HugePage && OperatingSystem.IsLinux())
            _ = Advise(_table, Length, AdviseHugePages);
    }

    ~LabelScratch() => Free();

    public uint N { get; }

    /// <summary>The mixer that made it.</summary>
    public ILabelMixer? Owner { get; set; }

    public nuint Length { get; }

    public byte* Table => _table;

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(byte* address, nuint length, int advice);

    private void Free()
    {
        NativeMemory.AlignedFree(_table);
        _table = null;
    }
}
