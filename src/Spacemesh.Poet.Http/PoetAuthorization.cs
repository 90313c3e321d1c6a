namespace Spacemesh.Poet.Http;

/// <summary>What admits a registration: a certificate or a proof of work.</summary>
public abstract record PoetAuthorization
{
    private PoetAuthorization()
    {
    }

    /// <summary>A certifier's signature over a certificate.</summary>
    public sealed record Certificate(ReadOnlyMemory<byte> Data, ReadOnlyMemory<byte> Signature) : PoetAuthorization;

    /// <summary>A nonce for the server's parameters.</summary>
    public sealed record Pow(ulong Nonce, PoetPowParameters Parameters) : PoetAuthorization;
}
