namespace Spacemesh.Post.Proving;

/// <summary>Encrypts labels with a group's key and finds the bytes that may be good: the hot loop of proving.</summary>
internal interface IScanKernel
{
    /// <summary>Labels are handed over in multiples of this many.</summary>
    const int Granularity = 32;

    /// <summary>Bytes between round keys; each is repeated to fill them.</summary>
    const int KeyStride = 64;

    /// <summary>What it runs on, for logs and tables.</summary>
    string Name { get; }

    /// <summary>Writes a hit for every four labels with a byte ≤ <paramref name="threshold"/> and returns how many.</summary>
    /// <param name="labels">16 bytes each.</param>
    /// <param name="count">A multiple of <see cref="Granularity"/>.</param>
    /// <param name="schedule">Round keys, <see cref="KeyStride"/> apart.</param>
    /// <param name="threshold">Top byte of the difficulty.</param>
    /// <param name="hits">Room for count/4 + 1 hits: the last one is scratch.</param>
    unsafe int Scan(byte* labels, int count, byte* schedule, byte threshold, ScanHit* hits);
}
