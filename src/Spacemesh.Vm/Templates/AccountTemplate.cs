using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Vm.Templates;

/// <summary>The code and state of a spawned account: what it costs, whose signatures it needs, which methods it has (spec 07 §5–7).</summary>
public abstract class AccountTemplate
{
    /// <summary>The template's own address.</summary>
    public abstract Address TemplateAddress { get; }

    /// <summary>The canonical encoding: spawn arguments and account state are the same bytes.</summary>
    public abstract ScaleBytes State { get; }

    /// <summary>The account that these spawn arguments make.</summary>
    public abstract Address Principal { get; }

    public abstract ulong LoadGas { get; }

    /// <summary>Gas of a method before it executes: the transaction itself, its signatures, the creation of an account.</summary>
    public abstract ulong BaseGas(TxMethod method);

    /// <summary>Gas of executing a method.</summary>
    public abstract ulong ExecuteGas(TxMethod method);

    /// <summary>Why these arguments cannot make an account; null where they can (spec 07 §6.2 step 10).</summary>
    public abstract string? Invalid();

    /// <summary>Whether a principal of this template reads nonce and gas price from its transactions.</summary>
    public virtual bool HasPayload => true;

    /// <summary>
    /// Reads the signatures behind the arguments and adds the statements they make, each over the message that ends where the
    /// signature section begins. False where the section is malformed (spec 07 §4).
    /// </summary>
    public abstract bool TryReadSignatures(ref ScaleReader reader, List<SignerClaim> claims);
}
