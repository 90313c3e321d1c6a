namespace Spacemesh.Activation;

/// <summary>Something an ATX asserts that only expensive work can verify: a closed set of two kinds.</summary>
public abstract record AtxClaim
{
    private protected AtxClaim()
    {
    }
}
