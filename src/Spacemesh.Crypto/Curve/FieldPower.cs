namespace Spacemesh.Crypto.Curve;

/// <summary>The long powers on the faster path of this processor: one element costs as much as four.</summary>
internal static class FieldPower
{
    /// <summary>1/a, and 0 for 0.</summary>
    public static void Invert(out FieldElement r, in FieldElement a)
    {
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
        if (!FieldQuad.IsSupported)
        {
            FieldElement.PowerForRoot(out r, a);
            return;
        }

        FieldQuad.PowerForRoot(out var powers, new FieldQuad(a, default, default, default));
        r = powers[0];
    }

    /// <summary>a^((p − 5) / 8) of up to four elements, in place.</summary>
    public static void ForRoots(Span<FieldElement> elements)
    {
        if (!FieldQuad.IsSupported)
        {
            foreach (ref var element in elements)
                FieldElement.PowerForRoot(out element, element);
            return;
        }

        var packed = new FieldQuad(
            elements[0],
            elements.Length > 1 ? elements[1] : default,
            elements.Length > 2 ? elements[2] : default,
            elements.Length > 3 ? elements[3] : default);
        FieldQuad.PowerForRoot(out var powers, packed);
        for (int i = 0; i < elements.Length; i++)
            elements[i] = powers[i];
    }
}
