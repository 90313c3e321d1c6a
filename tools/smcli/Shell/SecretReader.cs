namespace Spacemesh.Smcli.Shell;

/// <summary>The end of a secret in a stream of typed bytes.</summary>
public static class SecretReader
{
    private const int Interrupt = 3;

    /// <summary>Longer input is no password.</summary>
    private const int MaxLength = 1 << 16;

    private static readonly byte[] DroppedStart = [0x20, 0x7f];

    /// <param name="next">The next byte; negative at the end of the input.</param>
    public static byte[] Read(Func<int> next)
    {
        ArgumentNullException.ThrowIfNull(next);
        var secret = new List<byte>();
        while (true)
        {
            int value = next();
            if (value == Interrupt)
                throw new CommandException("interrupted");
            if (value < 0 && secret.Count == 0)
                throw new CommandException("EOF");
            if (value is < 0 or '\r' or '\n')
                return [.. secret];
            secret.Add((byte)value);
            if (secret.Count == DroppedStart.Length && secret.SequenceEqual(DroppedStart))
                secret.Clear();
            if (secret.Count > MaxLength)
                throw new CommandException("input is too long");
        }
    }
}
