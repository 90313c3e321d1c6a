using Spacemesh.Crypto.Curve.Ifma;

namespace Spacemesh.Crypto.Curve;

/// <summary>The long powers on the faster path of this processor: one element costs as much as four.</summary>
internal static class FieldPower
{
    /// <summary>1/a, and 0 for 0.</summary>
    public static void Invert(out FieldElement r, in FieldElement a)
    {
        if (IfmaKernel.IsSupported)
        {
            IfmaPower.Invert(out var inverses, new IfmaQuad(a, default, default, default));
            r = inverses.Element(0);
            return;
        }

        if (!FieldQuad.IsSupported)
        {
            FieldElement.Invert(out r, a);
            return;
        }

        FieldQuad.Invert(out var powers, new FieldQuad(a, default, default, default));
        r = powers[0];
    }

    /// <summary>a^((p − 5) / 8).</summary>
    public static void ForRoot(out FieldElement r, in FieldElement a)
    {
        r = a;
        ForRoots(new Span<FieldElement>(ref r));
    }

    /// <summary>a^((p − 5) / 8) of up to four elements, in place.</summary>
    public static void ForRoots(Span<FieldElement> elements)
    {
        if (IfmaKernel.IsSupported)
        {
            IfmaPower.ForRoot(out var roots, new IfmaQuad(elements[0], At(elements, 1), At(elements, 2), At(elements, 3)));
            for (int i = 0; i < elements.Length; i++)
                elements[i] = roots.Element(i);
            return;
        }

        if (!FieldQuad.IsSupported)
        {
            foreach (ref var element in elements)
                FieldElement.PowerForRoot(out element, element);
            return;
        }

        var packed = new FieldQuad(elements[0], At(elements, 1), At(elements, 2), At(elements, 3));
        FieldQuad.PowerForRoot(out var powers, packed);
        for (int i = 0; i < elements.Length; i++)
            elements[i] = powers[i];
    }

    private static FieldElement At(ReadOnlySpan<FieldElement> elements, int index) => index < elements.Length ? elements[index] : default;
}
