/* Evaluator of an instrument: rules, skips, answers, scores, points.
   Twin of rules/logic.py, rules/scoring.py and rules/answers.py; both are held to the vectors.
   Pure: takes the published JSON and answers, touches neither page nor clock. */
(function (root) {
  'use strict';
  var REFUSED = '88', DONT_KNOW = '99', NONE = 'tidak_ada', ENOUGH = 0.8, MOST_UNKNOWN = 3;
  var SPECIAL = [REFUSED, DONT_KNOW, -88, -99];

  function isSpecial(answer) {
    return !Array.isArray(answer) && SPECIAL.indexOf(answer) >= 0;
  }
  function has(answers, id) {
    return Object.prototype.hasOwnProperty.call(answers, id) && answers[id] !== null;
  }
  function given(answers, id) {
    return has(answers, id) ? answers[id] : undefined;
  }
  function chosen(answer) {
    return Array.isArray(answer) ? answer.filter(function (code) { return code !== NONE; }) : [];
  }
  function compares(word, answer, told) {
    switch (word) {
      case 'eq': return answer === told;
      case 'ne': return answer !== told;
      case 'in': return told.indexOf(answer) >= 0;
      case 'ge': return typeof answer === 'number' && !isSpecial(answer) && answer >= told;
      case 'selected': return Array.isArray(answer) && answer.indexOf(told) >= 0;
      case 'count_ge': return chosen(answer).length >= told;
      default: throw new Error('unknown word: ' + word);
    }
  }
  /* Say whether a rule is true of the answers; an unanswered question makes a leaf false (but
     `ne`, which is true of it). */
  function holds(rule, answers) {
    var word = Object.keys(rule)[0], told = rule[word];
    if (word === 'and') return told.every(function (part) { return holds(part, answers); });
    if (word === 'or') return told.some(function (part) { return holds(part, answers); });
    if (word === 'not') return !holds(told, answers);
    return compares(word, given(answers, told[0]), told[1]);
  }
  function askedAbout(rule) {
    var word = Object.keys(rule)[0], told = rule[word];
    if (word === 'and' || word === 'or') {
      return told.reduce(function (all, part) { return all.concat(askedAbout(part)); }, []);
    }
    return word === 'not' ? askedAbout(told) : [told[0]];
  }
  function isAsked(question, answers) {
    return !question.relevant || holds(question.relevant, answers);
  }
  /* Return the questions that are asked given the answers so far, in order. */
  function asked(instrument, answers) {
    return instrument.questions.filter(function (question) { return isAsked(question, answers); });
  }
  /* Drop answers to questions that are not asked, until nothing more falls away. */
  function settled(instrument, answers) {
    var kept = Object.assign({}, answers), gone;
    do {
      gone = instrument.questions.filter(function (question) {
        return has(kept, question.id) && !isAsked(question, kept);
      });
      gone.forEach(function (question) { delete kept[question.id]; });
    } while (gone.length);
    return kept;
  }
  function progress(instrument, answers) {
    var put = asked(instrument, answers);
    var done = put.filter(function (question) { return has(answers, question.id); });
    return {done: done.length, asked: put.length};
  }
  function option(question, code) {
    return (question.options || []).find(function (one) { return one.code === code; });
  }

  /* Read what was typed or tapped. Returns {answer} (undefined: left empty) or {fault: code}. */
  function read(question, typed) {
    var texts = typed.filter(function (text) { return String(text).trim() !== ''; });
    if (!texts.length) return {answer: undefined};
    if (question.type === 'select_multiple') return readMany(question, texts);
    var special = texts.filter(function (text) {
      return [REFUSED, DONT_KNOW].indexOf(text.replace(/^-+/, '')) >= 0;
    });
    var one = special.length && texts.length > 1 ? special[special.length - 1] : texts[0];
    return question.type === 'integer' ? readInteger(question, one) : readOne(question, one);
  }
  function readInteger(question, typed) {
    var text = typed.trim().replace(/[. ]/g, '');
    if ((text === '-' + REFUSED || text === '-' + DONT_KNOW) && question.refusable) {
      return {answer: parseInt(text, 10)};
    }
    if (!/^[0-9]+$/.test(text)) return {fault: 'not_a_number'};
    var value = parseInt(text.slice(0, 12), 10);
    if (value < (question.min || 0) || value > (question.max || 0)) return {fault: 'out_of_range'};
    return {answer: value};
  }
  function readOne(question, typed) {
    if ((typed === REFUSED || typed === DONT_KNOW) && question.refusable) return {answer: typed};
    return option(question, typed) ? {answer: typed} : {fault: 'option_unknown'};
  }
  function readMany(question, typed) {
    var found = typed.filter(function (code, at) { return typed.indexOf(code) === at; });
    var options = found.map(function (code) { return option(question, code); });
    if (options.some(function (one) { return !one; })) return {fault: 'option_unknown'};
    if (found.length > 1 && options.some(function (one) { return one.exclusive; })) {
      return {fault: 'none_with_others'};
    }
    if (question.max_choices && found.length > question.max_choices) return {fault: 'too_many'};
    return {answer: found};
  }

  function isScored(question) {
    return Boolean(question.dimension) && (question.max_score || 0) > 0;
  }
  function choiceScore(question, answer) {
    if (Array.isArray(answer)) {
      var sum = answer.reduce(function (so, code) {
        var one = option(question, code);
        return so + (one ? one.score || 0 : 0);
      }, 0);
      var cap = question.cap === undefined || question.cap === null ? question.max_score : question.cap;
      return Math.min(sum, cap || 0);
    }
    if (typeof answer === 'number') {
      var band = (question.score_bands || []).find(function (one) {
        return one.min <= answer && answer <= one.max;
      });
      return band ? band.score : 0;
    }
    var one = option(question, answer);
    return one ? one.score || 0 : 0;
  }
  /* Return the points of one item, or null when it counts neither way. */
  function itemScore(question, answers) {
    if (!isAsked(question, answers)) {
      return question.skip_score === undefined ? null : question.skip_score;
    }
    var answer = given(answers, question.id);
    return answer === undefined || isSpecial(answer) ? null : choiceScore(question, answer);
  }

  /* A double as a fraction of whole numbers, exact. */
  function ratio(value) {
    var under = 1;
    while (value !== Math.floor(value)) { value *= 2; under *= 2; }
    return [root.BigInt(value), root.BigInt(under)];
  }
  /* top / bottom rounded once to the nearest double, as Python divides whole numbers. */
  function divided(top, bottom) {
    var big = root.BigInt, shift = 0, two = big(2), zero = big(0), scaled = top;
    var enough = big('18446744073709551616');  // 2^64: more digits than a double holds
    if (top === zero) return 0;
    while (scaled / bottom < enough) {
      scaled *= big('4294967296');
      shift += 32;
    }
    var quotient = scaled / bottom;
    if (scaled % bottom !== zero && quotient % two === zero) quotient += big(1);
    return Number(quotient) / Math.pow(2, shift);
  }
  /* 100 * sum(weight * earned / most) / sum(weight): exact until the end, so that 60 stays 60. */
  function weightedMean(parts) {
    if (!root.BigInt) {
      var so = parts.reduce(function (sum, p) { return sum + p[0] * p[1] / p[2]; }, 0);
      return 100 * so / parts.reduce(function (sum, p) { return sum + p[0]; }, 0);
    }
    var big = root.BigInt, top = big(0), bottom = big(1), weights = big(0), under = big(1);
    parts.forEach(function (part) {
      var w = ratio(part[0]), e = ratio(part[1]), m = ratio(part[2]);
      var over = w[0] * e[0] * m[1], below = w[1] * e[1] * m[0];
      top = top * below + over * bottom;
      bottom = bottom * below;
      weights = weights * w[1] + w[0] * under;
      under = under * w[1];
    });
    return divided(big(100) * top * under, bottom * weights);
  }
  function indexOf(instrument, answers) {
    var dimensions = {}, answered = 0, whole = 0, parts = [];
    instrument.dimensions.forEach(function (dimension) {
      var earned = 0, most = 0;
      instrument.questions.forEach(function (question) {
        if (question.dimension !== dimension.code || !isScored(question)) return;
        var score = itemScore(question, answers);
        if (score !== null) { earned += score; most += question.max_score; }
      });
      dimensions[dimension.code] = most ? 100 * earned / most : null;
      answered += most;
      if (most) parts.push([dimension.weight, earned, most]);
    });
    instrument.questions.forEach(function (question) {
      if (isScored(question)) whole += question.max_score;
    });
    var share = whole ? answered / whole : 0;
    var enough = share >= ENOUGH - 1e-12 && parts.some(function (part) { return part[0] > 0; });
    return {dimensions: dimensions, index: enough ? weightedMean(parts) : null, share: share};
  }
  function points(instrument, answers) {
    var missing = {}, unknown = [], found = {};
    instrument.questions.forEach(function (question) {
      var answer = given(answers, question.id);
      if (isAsked(question, answers) && (answer === undefined || isSpecial(answer))) {
        missing[question.id] = true;
      }
    });
    instrument.dii_like.indicators.forEach(function (one) {
      var rests = askedAbout(one.rule).some(function (id) { return missing[id]; });
      if (rests) unknown.push(one.code);
      found[one.code] = !rests && holds(one.rule, answers);
    });
    return {found: found, unknown: unknown};
  }
  /* Score one questionnaire; equals instrument_v1_vectors.json to the last digit. */
  function score(instrument, answers) {
    var index = indexOf(instrument, answers), twelve = points(instrument, answers);
    var sum = Object.keys(twelve.found).filter(function (c) { return twelve.found[c]; }).length;
    var level = instrument.maturity_levels.find(function (one) {
      return index.index !== null && one.min <= index.index && index.index < one.max_exclusive;
    });
    var known = twelve.unknown.length <= MOST_UNKNOWN && instrument.dii_like.levels.find(
      function (one) { return one.min <= sum && sum <= one.max; });
    return {
      dimensions: index.dimensions, index: index.index, share: index.share,
      maturity: level ? level.code : null, points: sum, unknown: twelve.unknown.length,
      level: known ? known.code : null, indicators: twelve.found
    };
  }

  var logic = {
    isSpecial: isSpecial, holds: holds, isAsked: isAsked, asked: asked, settled: settled,
    progress: progress, read: read, itemScore: itemScore, score: score, ENOUGH: ENOUGH
  };
  root.Pendata = Object.assign(root.Pendata || {}, {logic: logic});
})(typeof window === 'undefined' ? self : window);
