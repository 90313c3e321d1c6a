using System.Buffers.Binary;

namespace Spacemesh.Services.Smeshing.Signing;

/// <summary>Joins the signing records of two stopped nodes whose identities are merged. May be repeated.</summary>
public static class SigningRecordMerge
{
    /// <summary>
    /// Adds what <paramref name="source"/> holds to <paramref name="target"/>. Where one of the two records is missing, the merged one counts as
    /// foreign: the node then listens for its identities before it signs anything.
    /// </summary>
    /// <param name="target">Record of the folder that takes the identities in.</param>
    /// <param name="source">Record of the folder that they come from.</param>
    /// <exception cref="SigningRecordException">A file cannot be read or written.</exception>
    public static void Merge(string target, string source)
    {
        try
        {
            bool hasSource = File.Exists(source);
            bool hasTarget = File.Exists(target);
            if (!hasTarget && !hasSource)
                return;
            var merged = new MemoryStream();
            if (hasTarget)
                merged.Write(File.ReadAllBytes(target));
            if (hasSource)
            {
                foreach (var (kind, payload) in SigningFrames.Read(File.ReadAllBytes(source), out _, out _))
                {
                    if (kind != SigningFrameKind.Stamp)
                        merged.Write(SigningFrames.Write(kind, payload.Span));
                }
            }

            if (!hasSource || !hasTarget)
                merged.Write(ForeignStamp());
            Write(target, merged.ToArray());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SigningRecordException($"the signing records {source} and {target} cannot be merged: {exception.Message}", exception);
        }
    }

    /// <summary>A sign of life from no machine.</summary>
    private static byte[] ForeignStamp()
    {
        byte[] payload = new byte[8 + Bytes32.Length];
        BinaryPrimitives.WriteInt64LittleEndian(payload, 0);
        return SigningFrames.Write(SigningFrameKind.Stamp, payload);
    }

    private static void Write(string path, byte[] content)
    {
        string temporary = path + ".tmp";
        File.Delete(temporary);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var stream = new FileStream(temporary, options))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }
}
