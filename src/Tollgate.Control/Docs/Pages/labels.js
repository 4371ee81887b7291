// Words of the page itself; the documents are in English.
const words = {
  en: {
    gateway: 'Gateway', admin: 'Admin API', filter: 'Filter by path or word', contents: 'Contents', authentication: 'Authentication',
    parameters: 'Parameters', name: 'Name', place: 'In', meaning: 'Meaning', body: 'Body', answers: 'Answers', example: 'Example', fields: 'Fields',
    required: 'required', errors: 'Error codes', code: 'Code', status: 'Status', call: 'Call', copy: 'Copy', copied: 'Copied', open: 'No key needed',
    failed: 'This document could not be loaded', nothing: 'Nothing matches the filter.', oneOf: 'one of', language: 'Language', listOf: 'list of', also: 'also',
  },
  zh: {
    gateway: '网关接口', admin: '管理接口', filter: '按路径或词语筛选', contents: '目录', authentication: '身份验证',
    parameters: '参数', name: '名称', place: '位置', meaning: '含义', body: '请求体', answers: '响应', example: '示例', fields: '字段',
    required: '必填', errors: '错误码', code: '错误码', status: '状态', call: '调用', copy: '复制', copied: '已复制', open: '无需密钥',
    failed: '无法加载此文档', nothing: '没有符合筛选条件的内容。', oneOf: '取值', language: '语言', listOf: '列表，元素为', also: '或',
  },
};

const preferred = () => {
  try {
    const kept = localStorage.getItem('tollgate.docs.language');
    if (kept in words) { return kept; }
  } catch { /* Storage may be closed to pages; then the browser's language decides. */ }
  return navigator.language.startsWith('zh') ? 'zh' : 'en';
};

export let language = preferred();

export const label = key => words[language][key];

export const choose = next => {
  language = next in words ? next : 'en';
  try { localStorage.setItem('tollgate.docs.language', language); } catch { /* As above. */ }
};
