using Spacemesh.Wire.Hare;

namespace Spacemesh.Hare;

/// <summary>How late a message is, in rounds, and what that makes of it (spec 05 §5.2).</summary>
public static class RoundDelay
{
    private const uint InTime = 6;

    /// <summary>Rounds between the round of a message and its reception. The preround lasts until the first softlock.</summary>
    public static uint Between(IterRound now, IterRound since)
    {
        uint received = now.Absolute;
        uint sent = since.Absolute;
        if (received <= sent)
            return 0;
        return received - sent - (since is { Iter: 0, Round: HareRound.Preround } ? 1u : 0);
    }

    /// <summary>
    /// Receive grade: 6 in time, one less for each round. Seven rounds late and later it wraps to 255, 254…, better than any message in
    /// time: the reference decides so, and so must we.
    /// </summary>
    public static byte Grade(IterRound now, IterRound since) => unchecked((byte)(InTime - Between(now, since)));
}
