using System.Globalization;

namespace Spacemesh.Post.Remote.ServiceSide;

/// <summary>What a PoST service is doing, as its operator sees it (spec 02 §9.2).</summary>
public abstract record PostServiceStatus
{
    private PostServiceStatus()
    {
    }

    /// <summary>The body of the operator API's answer.</summary>
    public abstract string Json { get; }

    public sealed record Idle : PostServiceStatus
    {
        public static Idle Instance { get; } = new();

        public override string Json => "\"Idle\"";
    }

    public sealed record DoneProving : PostServiceStatus
    {
        public static DoneProving Instance { get; } = new();

        public override string Json => "\"DoneProving\"";
    }

    /// <param name="FirstNonce">First nonce of the pass; 0 with <paramref name="EndNonce"/> before the first pass begins.</param>
    /// <param name="EndNonce">First nonce of the next pass.</param>
    /// <param name="Position">Bytes of the pass that are done without a hole.</param>
    public sealed record Proving(uint FirstNonce, uint EndNonce, long Position) : PostServiceStatus
    {
        public override string Json => string.Create(
            CultureInfo.InvariantCulture, $$$"""{"Proving":{"nonces":{"start":{{{FirstNonce}}},"end":{{{EndNonce}}}},"position":{{{Position}}}}}""");
    }
}
