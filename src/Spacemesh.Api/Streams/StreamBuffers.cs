namespace Spacemesh.Api.Streams;

/// <summary>Events that wait for a client before its stream is ended (spec 09a §7).</summary>
internal static class StreamBuffers
{
    /// <summary>Streams of v1, unfiltered.</summary>
    public const int Unfiltered = 65536;

    /// <summary>StreamResults and streams of v2alpha1, filtered.</summary>
    public const int Filtered = 1024;

    public const int UserEvents = 1000;

    /// <summary>Rows read from the database at a time.</summary>
    public const int Page = 256;
}
